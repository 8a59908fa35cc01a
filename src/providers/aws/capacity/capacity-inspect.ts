/** What a plan needs to know of a fleet in every region, where one answer a region tells it all. */
import type { Gauge } from '../../../model/health.js'
import type { Plane, Region } from '../../../model/place.js'
import type { Json } from '../../../model/plan.js'
import type { Fact, Inspection } from '../../../model/resource.js'
import { type Asked, type AwsContext, answers, asked, impairedIn, unseenFact } from '../driver-context.js'
import type { Found } from './capacity-acts.js'
import { type CapacityPolicy, capacityReading, roomFor, type Standing } from './capacity-figures.js'
import { json } from './capacity-tactics.js'

/** Names of the facts that tactics rest on. */
export const fleetFact = (at: Region): string => `capacity in ${at}`
export const roomFact = (at: Region): string => `room in ${at}`

export interface FleetInspection<Seen extends Found> {
  readonly resource: string
  readonly noun: string
  readonly policy: CapacityPolicy
  /** Regions in which the policy names one. */
  readonly regions: readonly Region[]
  readonly plane: (at: Region) => Plane
  readonly look: (at: Region, signal: AbortSignal) => Promise<Seen>
  readonly say: (seen: Seen) => string
  /** What tactics need beyond the figures. */
  readonly state: (seen: Seen) => { readonly [key: string]: Json }
}

/** Looks at every region at once. */
export async function inspectFleet<Seen extends Found>(
  fleet: FleetInspection<Seen>,
  { clock }: AwsContext,
  signal: AbortSignal,
): Promise<Omit<Inspection, 'resource' | 'type' | 'at'>> {
  const looks = await Promise.all(
    fleet.regions.map(async (at) => ({ at, found: await asked(fleet.plane(at), () => fleet.look(at, signal)) })),
  )
  const seen = looks.flatMap(({ at, found }): readonly (readonly [Region, Seen])[] =>
    found.is === 'answer' ? [[at, found.answer]] : [],
  )
  const standings = new Map(
    seen.map(([at, { figures, useful }]): readonly [Region, Standing] => [at, { ...figures, useful }]),
  )
  return {
    facts: Object.fromEntries(looks.flatMap((look) => factsOf(look, fleet))),
    gauges: looks.map(({ at, found }): Gauge => {
      const reading = capacityReading(at, standings, fleet.policy, found.is === 'none' ? found.because : '')
      return { kind: 'gauge', at: clock.now(), name: 'capacity-percent', in: at, resource: fleet.resource, reading }
    }),
    impaired: impairedIn(looks.map(({ found }) => found)),
    state: Object.fromEntries(
      seen.map(([at, found]) => [at, { ...json(found.figures), useful: found.useful, ...fleet.state(found) }]),
    ),
  }
}

function factsOf<Seen extends Found>(
  { at, found }: { readonly at: Region; readonly found: Asked<Seen> },
  { noun, plane, policy, say }: FleetInspection<Seen>,
): readonly [string, Fact][] {
  const fact = (of: (seen: Seen) => Fact): Fact => (found.is === 'answer' ? of(found.answer) : unseenFact(found))
  return [
    ...Object.entries(answers(plane(at), found)),
    [fleetFact(at), fact((seen) => ({ is: 'met', because: say(seen) }))],
    [roomFact(at), fact(({ figures }) => roomFor(policy, noun, figures))],
  ]
}
