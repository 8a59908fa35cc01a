/** What one kind of fence says of itself, so that `fences.ts` can treat all kinds alike. */
import type { Plane, Region, Service } from '../../../model/place.js'
import type { Action, Json } from '../../../model/plan.js'
import type { Fact } from '../../../model/resource.js'
import type { Act, AwsContext } from '../driver-context.js'
import type { Fence } from './fence-settings.js'

/** A role to act under: one, or one by region. */
export type Roles = string | { readonly [region: string]: string } | undefined

/** Whether the writer of a region can be stopped, as its own driver knows it. */
export interface Stoppable {
  readonly instance: string
  /** `unmet` for an instance with read replicas, which AWS does not stop. */
  readonly fact: Fact
}

/** What a look at a fence is made with. */
export interface FenceLook {
  readonly context: AwsContext
  readonly role: Roles
  readonly signal: AbortSignal
  /** The data side of the writer itself, where a login is asked for. */
  readonly service: Service
  readonly stoppable?: { readonly [region: string]: Stoppable }
}

export interface FenceSeen {
  readonly fact: Fact
  /** What acting needs to know; left out when it was not seen, so that what an earlier look saw stands. */
  readonly state?: Json
  /** Whether it is up; left out when that was not seen. */
  readonly stands?: boolean
  readonly impaired: readonly Plane[]
}

/** How the fence goes up in one region, and how it is taken down again. */
export interface FenceWay {
  readonly says: string
  readonly needs: readonly Plane[]
  readonly raise: Action['with']
  readonly lower: Action['with']
  readonly expectedMs: number
  readonly deadlineMs: number
}

/** Where a fence goes up, and what was seen of it. */
export interface FenceSpot {
  readonly resource: string
  readonly at: Region
  readonly service: Service
  readonly state: Json | undefined
}

/** `raise` and `lower` are the acts behind the verbs `fence-KIND` and `unfence-KIND`. */
export interface FenceKind<Of extends Fence> {
  /** Whether it can fence `at`; a fence may name other regions only. */
  covers(fence: Of, at: Region): boolean
  /** Whether it goes where the data goes, so that the successor must be able to take it down. */
  readonly travels: boolean
  /** Whether it may still stand in a region that the writer comes back to. */
  readonly outlasts: boolean
  way(fence: Of, spot: FenceSpot): FenceWay
  look(fence: Of, at: Region, look: FenceLook): Promise<FenceSeen>
  acts(context: AwsContext, role: Roles): { readonly raise: Act; readonly lower: Act }
}
