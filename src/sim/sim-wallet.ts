/**
 * Credentials of one process, as the AWS world has them (`providers/aws/call/credentials.ts`): from the STS of the region
 * called, or of a standby for services that stand in no region of the app; an hour's, kept, and renewed beside the calls
 * before their end. So an impairment of STS or IAM stops nothing at once, and after an hour every call that is proved
 * there; a process that begins meanwhile has none.
 */
import { Keeping, type Kept } from '../model/keeping.js'
import type { Plane, Region, Service } from '../model/place.js'
import type { Policy } from '../policy/policy.js'

export const CREDENTIALS_MS = 3_600_000
/** A client gives STS up after so long. */
export const STS_MS = 30_000

/** Nobody signs what is asked of a server of one's own, or of a name server. */
const isSigned = ({ service, side }: Plane): boolean =>
  service !== 'postgres' && service !== 'dns' && !(service === 'route53' && side === 'data')

/** Services that stand in no region of the app. */
const GLOBAL: ReadonlySet<Service> = new Set(['route53', 'arc', 'global-accelerator', 'iam'])

/** All credentials of one process. */
export class SimWallet {
  readonly #home: Region | undefined
  readonly #fresh: (region: Region) => Promise<Kept<true>>
  readonly #nowMs: () => number
  readonly #kept = new Map<Region, Keeping<true>>()

  constructor({ regions }: Policy, fresh: (region: Region) => Promise<Kept<true>>, nowMs: () => number) {
    this.#home = (regions.find(({ role }) => role === 'standby') ?? regions[0])?.region
    this.#fresh = fresh
    this.#nowMs = nowMs
  }

  /** Whether a call to `plane` can be signed: at once, or once STS has answered; rejects with why not. */
  proof(plane: Plane): true | Promise<true> {
    const at = GLOBAL.has(plane.service) ? this.#home : plane.at.region
    if (at === undefined || !isSigned(plane)) return true
    const kept = this.#kept.get(at) ?? new Keeping(() => this.#fresh(at), this.#nowMs)
    this.#kept.set(at, kept)
    return kept.get()
  }
}
