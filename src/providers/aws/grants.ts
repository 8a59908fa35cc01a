/** The permissions one resource wants of IAM, as its type declares them: for looking, and beyond that for acting. */
import type { RegionPolicy } from '../../policy/policy.js'
import type { AwsService } from './call/catalogue.js'

export interface Grant {
  readonly service: AwsService
  /** Operations as the API names them; `iamAction` gives what IAM calls them. */
  readonly operations: readonly string[]
  /** ARNs with `*` where the policy cannot know (account, generated parts), or `*` where AWS knows no resource. */
  readonly on: readonly string[]
  /** Further actions AWS asks for in passing, such as `iam:PassRole` or `iam:CreateServiceLinkedRole`. */
  readonly also?: readonly string[]
}

export interface Grants {
  readonly looking: readonly Grant[]
  readonly acting: readonly Grant[]
}

/** What a resource's settings come to; `regions` are the policy's. */
export type GrantsOf<Settings> = (settings: Settings, regions: readonly RegionPolicy[]) => Grants
