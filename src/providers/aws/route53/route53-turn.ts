/**
 * What turning a name to a region means for its records, as arithmetic: weighted records share out 100 (or 255, for shares
 * that are no whole percent), failover records change roles. Records of other kinds have nothing to turn.
 */
import { z } from 'zod'
import type { TrafficEnd } from '../../../model/plan.js'
import type { Settings } from './route53-record.js'
import { byType, type RecordSet, recordSet, regionOfSet, routingOf, sameSet, saySet } from './route53-sets.js'

export const changes = z.array(z.object({ was: recordSet, to: recordSet })).min(1)
export type Change = z.output<typeof changes>[number]

/** The records as they will be, each beside what it was; or why they cannot be turned. */
export type Turned =
  | { readonly is: 'turned'; readonly changes: readonly Change[] }
  | { readonly is: 'not'; readonly because: string }

export type Shift = Pick<TrafficEnd, 'at' | 'from' | 'percent' | 'final' | 'reached'>

const not = (because: string): Turned => ({ is: 'not', because })

/** Turns every record set of a name. */
export function turn(sets: readonly RecordSet[], shift: Shift, records: Settings['records']): Turned {
  if (sets.length === 0) return not('the name has no records of these types')
  const turned = [...byType(sets).values()].map((group) => turnGroup(group, shift, records))
  const stuck = turned.find((each) => each.is === 'not')
  if (stuck) return stuck
  return { is: 'turned', changes: turned.flatMap((each) => (each.is === 'turned' ? each.changes : [])) }
}

function turnGroup(group: readonly RecordSet[], shift: Shift, records: Settings['records']): Turned {
  const [first] = group
  if (!first) return not('no records')
  const routing = routingOf(first)
  const strange = group.find((set) => regionOfSet(set, records) === undefined)
  if (routing !== 'weighted' && routing !== 'failover') {
    return not(`the ${first.Type} record of the name is ${routing}: neither a weight nor a failover role to turn`)
  }
  if (strange) return not(`${saySet(strange)} belongs to no region; name the set identifiers under "records"`)
  if (!group.some((set) => regionOfSet(set, records) === shift.at)) return not(`no ${first.Type} record of ${shift.at}`)
  return routing === 'weighted' ? weigh(group, shift, records) : exchange(group, shift, records)
}

/** Of the shares that are not `at`'s, all is `from`'s; a third region gets nothing. */
function weigh(group: readonly RecordSet[], shift: Shift, records: Settings['records']): Turned {
  const { at, from, percent, reached } = shift
  const weighed = (set: RecordSet, share: number): RecordSet => {
    const whole = Number.isInteger(share) ? 100 : 255
    const weight = Math.max(share > 0 ? 1 : 0, Math.round((whole * share) / 100))
    const region = regionOfSet(set, records)
    return { ...set, Weight: region === at ? weight : region === from ? whole - weight : 0 }
  }
  const started = (set: RecordSet): RecordSet => (reached === undefined ? set : weighed(set, reached))
  return { is: 'turned', changes: group.map((set) => ({ was: started(set), to: weighed(set, percent) })) }
}

function exchange(group: readonly RecordSet[], { at, final }: Shift, records: Settings['records']): Turned {
  if (!final) return not('failover records send all users or none')
  const roles = group.map(({ Failover }) => Failover).sort()
  if (roles.join() !== 'PRIMARY,SECONDARY') return not(`failover records ${roles.join(', ')}, not one of each role`)
  const roleOf = (set: RecordSet) => (regionOfSet(set, records) === at ? 'PRIMARY' : 'SECONDARY')
  return { is: 'turned', changes: group.map((set) => ({ was: set, to: { ...set, Failover: roleOf(set) } })) }
}

/** The same backwards. */
export const reversed = (all: readonly Change[]): readonly Change[] => all.map(({ to, was }) => ({ was: to, to: was }))

/** Whether `found` is where a change began, where it ends, or a stage of traffic between the two. */
export function isOnTheWay(found: RecordSet, { to, was }: Change): boolean {
  if (sameSet(found, was) || sameSet(found, to)) return true
  const [a, b, now] = [was.Weight, to.Weight, found.Weight]
  if (a === undefined || b === undefined || now === undefined) return false
  return now >= Math.min(a, b) && now <= Math.max(a, b) && sameSet({ ...found, Weight: a }, was)
}
