/**
 * The planes of the simulated cloud and what ails them. A plane is well but for the impairments in force: those of its own
 * service and side, in its place or around it. What stands in a place without power or network fails with it, data side and
 * control side alike.
 */
import type { FaultDomain, Plane, Region, Service } from '../model/place.js'
import type { DrillEvent } from './drill.js'

/** An impairment, as the drill has it. */
export type Impairment = Extract<DrillEvent, { kind: 'impair' }>

/** How a plane fares. Shares from 0 to 1. */
export interface Fate {
  /** Share of what is asked of it that fails. */
  readonly failing: number
  /** Of what fails, all is silent: no answer instead of a wrong one. */
  readonly hangs: boolean
  /** What fails does so for writes alone. */
  readonly isGray: boolean
  /** Of what fails, the share that is told to slow down, where that was said. */
  readonly throttled?: number
  readonly latencyMs: number
}

/** Nothing ails it. */
export const WELL: Fate = { failing: 0, hangs: false, isGray: false, latencyMs: 0 }

type Force = { readonly of: Impairment; readonly sinceMs: number }

/** What ails which plane. */
export class Planes {
  readonly #inForce: Force[] = []

  begin(of: Impairment, sinceMs: number): void {
    this.#inForce.push({ of, sinceMs })
  }

  end(of: Impairment): void {
    const index = this.#inForce.findIndex((force) => force.of === of)
    if (index >= 0) this.#inForce.splice(index, 1)
  }

  get areWell(): boolean {
    return this.#inForce.length === 0
  }

  /** Whether an impairment still grows at `nowMs`. */
  isRamping(nowMs: number): boolean {
    return this.#inForce.some(({ of, sinceMs }) => nowMs - sinceMs < of.effect.rampMs)
  }

  /** Whether every impairment has come to its full strength and leaves nothing to luck. */
  isCertain(nowMs: number): boolean {
    return this.#inForce.every((force) => {
      const { failing } = fateFrom(force, nowMs)
      return nowMs - force.sinceMs >= force.of.effect.rampMs && (failing === 0 || failing === 1)
    })
  }

  /** Since when something there, or everywhere, has been impaired; ms from minute 0. */
  oldestIn(region: Region): number | undefined {
    const there = this.#inForce.filter(({ of: { of } }) => of.kind === 'global' || of.region === region)
    return there.length > 0 ? Math.min(...there.map(({ sinceMs }) => sinceMs)) : undefined
  }

  /** How one service fares in one place. */
  fateOf({ at, service, side }: Omit<Plane, 'kind'>, nowMs: number): Fate {
    if (this.areWell) return WELL
    const own = this.#together((of) => of.service === service && of.side === side && reaches(of, at), nowMs)
    return side === 'control' ? worse(own, this.placeAt(at, nowMs)) : own
  }

  /** How a place fares for lack of power or network. */
  placeAt(at: FaultDomain, nowMs: number): Fate {
    if (this.areWell) return WELL
    return this.#together((of) => UNDER_ALL.has(of.service) && of.side === 'data' && reaches(of, at), nowMs)
  }

  #together(applies: (of: Impairment) => boolean, nowMs: number): Fate {
    return this.#inForce
      .filter(({ of }) => applies(of))
      .map((force) => fateFrom(force, nowMs))
      .reduce(worse, WELL)
  }
}

const UNDER_ALL: ReadonlySet<Service> = new Set(['power', 'network'])

function reaches({ of }: Impairment, at: FaultDomain): boolean {
  if (of.kind === 'global') return true
  if (of.kind === 'region') return of.region === at.region
  return at.kind === 'zone' && of.zone === at.zone
}

function fateFrom({ of: { effect, service }, sinceMs }: Force, nowMs: number): Fate {
  const { errorsPercent, gray, hang, latencyMs, rampMs, throttledPercent } = effect
  const strength = rampMs <= 0 ? 1 : Math.min(1, (nowMs - sinceMs) / rampMs)
  const full = errorsPercent > 0 ? errorsPercent / 100 : hang || gray ? 1 : 0
  const failing = full * strength
  return {
    failing,
    hangs: failing > 0 && (hang || UNDER_ALL.has(service)),
    isGray: failing > 0 && gray,
    ...(throttledPercent === undefined ? {} : { throttled: throttledPercent / 100 }),
    latencyMs: latencyMs * strength,
  }
}

/** Two causes at once; a cause that spares reads spares none where another does not. */
export function worse(one: Fate, other: Fate): Fate {
  if (one === WELL) return other
  if (other === WELL) return one
  const harsh = [one, other].filter(({ failing, isGray }) => failing > 0 && !isGray)
  return {
    failing: 1 - (1 - one.failing) * (1 - other.failing),
    hangs: one.hangs || other.hangs,
    isGray: harsh.length === 0 && (one.isGray || other.isGray),
    // What one of them refuses outright is refused.
    ...(one.throttled === undefined || other.throttled === undefined
      ? {}
      : { throttled: Math.min(one.throttled, other.throttled) }),
    latencyMs: one.latencyMs + other.latencyMs,
  }
}
