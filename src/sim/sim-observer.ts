/**
 * What a controller sees of the simulated cloud: a check of every signal of the policy, of every place, from every vantage.
 * A world that does not change is judged once; a look at it gives the same verdicts under a new time. A look ends with its
 * slowest answer.
 */
import type { Check, Observation, Verdict } from '../model/health.js'
import { atRegion, atZone, type FaultDomain, plane, type Subject, type Vantage, type ZoneId } from '../model/place.js'
import type { Look, Observer } from '../model/world.js'
import type { SignalPolicy } from '../policy/policy.js'
import type { Cloud } from './cloud.js'
import { never } from './sim-clock.js'
import type { ObserverParts } from './sim-observing.js'
import { probed, silent } from './sim-sights.js'
import { watchesOf } from './sim-watches.js'

interface Target {
  readonly signal: Extract<SignalPolicy, { readonly probe: string }>
  readonly of: Subject
  readonly at: FaultDomain
  readonly from: Vantage
}
type Found = Omit<Check, 'at'>

/** The observer of one process. */
export function simObserver(parts: ObserverParts): Observer {
  const targets = targetsOf(parts.cloud)
  const watches = watchesOf(parts)
  let kept: { readonly version: number; readonly found: readonly Found[] } | undefined
  const judged = (): readonly Found[] => {
    const { cloud } = parts
    const isSteady = cloud.planes.areWell && cloud.releases.size === 0 && cloud.noise === undefined
    if (isSteady && kept?.version === cloud.version) return kept.found
    const falseAlarm = cloud.noise?.falseAlarm(cloud.nowMs)
    const found = targets.map((target): Found => {
      const { from, of, signal } = target
      return { kind: 'check', from, of, signal: signal.name, verdict: verdictOf(target, parts, falseAlarm) }
    })
    kept = isSteady ? { version: cloud.version, found } : undefined
    return found
  }
  return {
    name: 'sim',
    look: (look) => lookWith(parts, look, judged, watches),
    close: async () => undefined,
  }
}

async function lookWith(
  { clock, life }: ObserverParts,
  { deadlineMs, only }: Look,
  judged: () => readonly Found[],
  watches: (isBurst: boolean) => readonly Check[],
): Promise<readonly Observation[]> {
  if (life.isOver) return never
  const all = judged()
  const found = only ? all.filter(({ of }) => only(of)) : all
  const reports = watches(only !== undefined).filter(({ of }) => !only || only(of))
  const waitMs = found.reduce((most, { verdict }) => Math.max(most, tookMs(verdict, deadlineMs)), 0)
  if (waitMs > 0) await life.sleep(waitMs)
  const at = clock.now()
  return [...found.map((check): Check => ({ ...check, at })), ...reports]
}

/** What is answered as usual takes no time here, so that calm costs none. */
function tookMs(verdict: Verdict, deadlineMs: number): number {
  if (verdict.is === 'pass') return verdict.latencyMs > 100 ? Math.min(verdict.latencyMs, deadlineMs) : 0
  return verdict.is === 'fail' && (verdict.mode === 'silent' || verdict.mode === 'slow')
    ? Math.min(2_000, deadlineMs)
    : 0
}

function targetsOf({ drill: { policy } }: Cloud): readonly Target[] {
  return policy.observe.signals.flatMap((signal): readonly Target[] => {
    if ('watch' in signal || signal.tells === 'control') return []
    const { per, tells } = signal
    const places: readonly FaultDomain[] =
      per === 'region'
        ? policy.regions.map(({ region }) => atRegion(region))
        : policy.regions.flatMap(({ region, zones }) => zones.map((zone) => atZone(region, zone)))
    return places.flatMap((at) => {
      const of = tells === 'domain' ? at : plane(tells, 'data', at)
      return policy.observe.vantages.map((from) => ({ signal, of, at, from }))
    })
  })
}

function verdictOf({ at, from, signal }: Target, parts: ObserverParts, falseAlarm: ZoneId | undefined): Verdict {
  const { cloud, host, random } = parts
  const { partitions } = cloud
  if (!partitions.areNone) {
    if (partitions.part(['controller', host], [from])) return { is: 'unknown', because: `${from} cannot be asked` }
    if (partitions.part([from], at.kind === 'zone' ? [at.zone, at.region] : [at.region]))
      return silent(signal.timeoutMs)
  }
  if (at.kind === 'zone' && at.zone === falseAlarm && signal.tells === 'domain') return silent(signal.timeoutMs)
  // Who asks of the balancers apart asks the targets themselves otherwise.
  const isByBalancer =
    signal.tells === 'elb' || !cloud.drill.policy.observe.signals.some(({ tells }) => tells === 'elb')
  return probed({ cloud, random, signal, at, isByBalancer })
}
