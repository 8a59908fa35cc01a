/**
 * What stands between a call and one endpoint (law 16): a pace that keeps within the service's published limits, shared
 * by everything this process does there; a breaker that opens after failures in a row, lets one call try again after a
 * while, and closes when it succeeds; and a budget for retries, refilled by successes.
 */
import { OperatingError } from '../../../model/error.js'
import type { Clock } from '../../../model/world.js'
import type { AwsService } from './catalogue.js'

/**
 * Calls a second we allow ourselves, where AWS publishes a limit for the account: Route 53 five requests a second, of
 * which others in the account want some; a routing-control endpoint three changes a second.
 * (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html, .../r53recovery/latest/dg/routing-control.quotas.html)
 */
const PER_SECOND: Partial<Record<AwsService, number>> = { route53: 4, 'route53-recovery-cluster': 2 }
const FAILURES_TO_OPEN = 5
const OPEN_MS = 10_000
const RETRIES = 6
/** So many successes earn one retry. */
const REFILL = 10

export class Gate {
  readonly #clock: Clock
  readonly #name: string
  readonly #everyMs: number
  #next = Number.NEGATIVE_INFINITY
  #failures = 0
  #openUntil = Number.NEGATIVE_INFINITY
  #retries = RETRIES
  #successes = 0

  constructor(service: AwsService, region: string, clock: Clock) {
    this.#clock = clock
    this.#name = `${service} in ${region}`
    const perSecond = PER_SECOND[service]
    this.#everyMs = perSecond === undefined ? 0 : 1_000 / perSecond
  }

  /** Waits for this call's turn; throws `unreachable` at once while the breaker is open. */
  async enter(signal: AbortSignal): Promise<void> {
    const now = this.#clock.monotonic()
    if (now < this.#openUntil) {
      const what = `${this.#name} did not answer ${this.#failures} times in a row; it is not asked again for a while`
      throw new OperatingError('unreachable', what)
    }
    // Half open: this one may try, the others wait for what becomes of it.
    if (this.#failures >= FAILURES_TO_OPEN) this.#openUntil = now + OPEN_MS
    const turn = Math.max(now, this.#next)
    this.#next = turn + this.#everyMs
    if (turn > now) await this.#clock.sleep(turn - now, signal)
  }

  passed(): void {
    this.#failures = 0
    this.#openUntil = Number.NEGATIVE_INFINITY
    this.#successes += 1
    if (this.#successes % REFILL === 0) this.#retries = Math.min(RETRIES, this.#retries + 1)
  }

  failed(): void {
    this.#failures += 1
    if (this.#failures >= FAILURES_TO_OPEN) this.#openUntil = this.#clock.monotonic() + OPEN_MS
  }

  /** Whether one more retry is allowed; takes it from the budget. */
  mayRetry(): boolean {
    if (this.#retries <= 0) return false
    this.#retries -= 1
    return true
  }
}
