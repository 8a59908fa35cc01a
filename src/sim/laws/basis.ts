/** What a move that nobody asked for rests on: the places and planes that its evidence calls impaired, and who said so. */
import { type Assessment, effective, type SignalTally } from '../../model/health.js'
import { nameOf, type Region, type Subject, type ZoneId } from '../../model/place.js'
import type { Policy } from '../../policy/policy.js'
import type { Run } from './runs.js'
import type { Story } from './story.js'

export interface Basis {
  /** The region itself by its own signals, or a plane of all of it without which the app cannot live. */
  readonly region: readonly Assessment[]
  /** By zone: the zone itself, or a vital plane in it. */
  readonly zones: ReadonlyMap<ZoneId, readonly Assessment[]>
}

const isImpaired = (assessment: Assessment): boolean => effective(assessment) === 'impaired'

/** What of `region` is impaired in `evidence`, as far as it can carry a move (laws 3, 6). */
export function basisIn(evidence: readonly Assessment[], region: Region, policy: Policy): Basis {
  const zones = new Map<ZoneId, readonly Assessment[]>()
  const whole: Assessment[] = []
  for (const assessment of evidence.filter(isImpaired)) {
    const { of } = assessment
    const place = of.kind === 'plane' ? of.at : of
    const counts = of.kind !== 'plane' || isVital(of, policy)
    if (!counts || place.region !== region) continue
    if (place.kind === 'zone') zones.set(place.zone, [...(zones.get(place.zone) ?? []), assessment])
    // A region is impaired by its zones as well, which are counted one by one.
    else if (of.kind === 'plane' || isByItself(assessment)) whole.push(assessment)
  }
  return { region: whole, zones }
}

const isVital = (of: Extract<Subject, { kind: 'plane' }>, policy: Policy): boolean =>
  of.side === 'data' && policy.decide.regionImpairedWhen.planes.includes(of.service)

const isByItself = ({ forced, own }: Assessment): boolean => forced !== undefined || own?.measured.kind === 'impaired'

/** So many zones of a region make it impaired, but never more than it has. */
export function zonesNeeded(region: Region, { decide, regions }: Policy): number {
  const has = regions.find((entry) => entry.region === region)?.zones.length ?? 0
  return Math.max(1, Math.min(decide.regionImpairedWhen.zones, has))
}

/** Whether a quorum of voices said in this tally that the place fails. */
export function condemns({ fail, pass, signal }: SignalTally, { observe }: Policy): boolean {
  const of = observe.signals.find(({ name }) => name === signal)
  if (of && 'watch' in of && of.weight === 'evidence') return false
  return fail >= (of?.quorum ?? observe.quorum) && fail > pass
}

/**
 * What whoever led made of `subject` from when it last was healthy, newest first; the evidence included. A leader that takes
 * over goes on with what the one before made of it, or with what it saw itself while nobody led: the longer of the two.
 */
export function spellOf(run: Run, subject: Subject, story: Story): readonly (Assessment & { atMs: number })[] {
  // A person who leads for one order judges nothing; whoever watched before goes on, and does not know yet.
  const watching = story.trace.leases.filter(({ host }) => !host.startsWith('operator-'))
  const ledBy = (atMs: number): string => watching.findLast((lease) => lease.atMs <= atMs)?.host ?? run.host
  const [led, own] = [ledBy, () => run.host].map((by) => spellBy(by, run, subject, story))
  return led && own && led.length >= own.length ? led : (own ?? [])
}

function spellBy(
  by: (atMs: number) => string,
  run: Run,
  subject: Subject,
  { trace }: Story,
): readonly (Assessment & { atMs: number })[] {
  const name = nameOf(subject)
  const spell: (Assessment & { atMs: number })[] = []
  const add = (assessments: readonly Assessment[], atMs: number): boolean => {
    const found = assessments.find(({ of }) => nameOf(of) === name)
    if (!found || effective(found) === 'healthy') return false
    spell.push({ ...found, atMs })
    return true
  }
  if (!add(run.evidence, run.atMs)) return spell
  const minds = trace.minds.filter(({ atMs, host }) => atMs <= run.atMs && host === by(atMs)).reverse()
  for (const { assessments, atMs } of minds) if (!add(assessments, atMs)) break
  return spell
}
