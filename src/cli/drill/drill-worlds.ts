/** Which worlds a drill can be replayed in, and the refusal of one that it cannot. */
import { type Unfit, unfitFor } from '../../drill/local/fits.js'
import type { Fault } from '../../policy/fault.js'
import type { Drill } from '../../sim/drill.js'
import type { Ending } from '../exit.js'
import { faulty, type ReadDrill, readDrills, shippedDrills } from './drill-files.js'

export const DRILL_WORLDS = ['sim', 'local'] as const
export type DrillWorldName = (typeof DRILL_WORLDS)[number]

/** The worlds that can bring about every event of the drill and show everything it expects. */
export const worldsOf = (drill: Drill): readonly DrillWorldName[] =>
  DRILL_WORLDS.filter((world) => flawsIn(drill, world).length === 0)

function flawsIn(drill: Drill, world: DrillWorldName): readonly Unfit[] {
  if (world === 'local') return unfitFor(drill)
  if (drill.policy.world !== 'local') return []
  return [{ at: 'policy', because: 'its policy is for the local cloud, whose types are not simulated' }]
}

/** Throws the refusal of every drill that the world cannot replay, each with its first event that cannot be, and why. */
export function mustSuit(drills: readonly ReadDrill[], world: DrillWorldName): void {
  const unfit = drills.flatMap((read) => {
    const faults = faultsOf(read, world)
    return faults.length === 0 ? [] : [{ read, faults }]
  })
  if (unfit.length === 0) return
  throw refusal(
    unfit.map(({ read }) => read.drill),
    unfit.flatMap(({ faults }) => faults),
    world,
  )
}

const PLACES: Readonly<Record<DrillWorldName, string>> = { sim: 'the simulated world', local: 'the local cloud' }

/** Of each part of a drill the first flaw: the others follow from it, more often than not. */
function faultsOf({ drill, text }: ReadDrill, world: DrillWorldName): readonly Fault[] {
  const flaws = flawsIn(drill, world)
  const firsts = flaws.filter((flaw, index) => flaws.findIndex(({ at }) => at === flaw.at) === index)
  return firsts.map((flaw) => text.faultAt(flaw, `${wordOf(flaw)}: ${flaw.because}`))
}

const wordOf = ({ at }: Unfit): string => ({ events: 'event', expect: 'expectation' })[at as string] ?? at

function refusal(drills: readonly Drill[], faults: readonly Fault[], world: DrillWorldName): Ending {
  const what = drills.length === 1 ? `${drills[0]?.file} cannot` : `${drills.length} drills cannot`
  const can = readDrills(shippedDrills()).drills.flatMap(({ drill }) =>
    worldsOf(drill).includes(world) ? [drill.file] : [],
  )
  const next = world === 'local' ? `these can: ${can.join(', ')}` : 'replay it with --world local'
  return faulty(`${what} be replayed in ${PLACES[world]}`, faults, next)
}
