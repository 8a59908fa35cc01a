/** What has come through of reports and metrics that are late. */
import type { Verdict } from '../model/health.js'
import type { Subject } from '../model/place.js'
import type { SignalPolicy } from '../policy/policy.js'

export interface LateReports {
  /** What is known by now of what `signal` said of a place; nothing where its reports are not late. */
  word(signal: Extract<SignalPolicy, { readonly watch: string }>, at: Subject): Verdict | undefined
  /** How far the replica in `region` was behind, and how long ago that was. */
  lag(database: string, region: string): { readonly lagMs: number | undefined; readonly ageMs: number }
}
