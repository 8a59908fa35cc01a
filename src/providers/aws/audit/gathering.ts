/** What every part of the gathering is made with. */
import type { Policy } from '../../../policy/policy.js'
import type { AwsContext } from '../driver-context.js'

export interface Gathering {
  readonly policy: Policy
  readonly context: AwsContext
  readonly signal: AbortSignal
  /** What `ask` gives; nothing where it gets no answer, which is then told as unseen. */
  readonly seen: Seen
}
export type Seen = <Part>(what: string, ask: () => Promise<readonly Part[]>) => Promise<readonly Part[]>
