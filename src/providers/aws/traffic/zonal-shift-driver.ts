/**
 * `zonal-shift`: keeps what it names away from a zone, and ends that. A shift is one zone's, for one resource, and ends by
 * itself: one of ours that is near its end is made longer, one of anybody else is theirs (law 26). Ours say so in their
 * comment, which is all that ARC keeps of who started one.
 */

import { z } from 'zod'
import { OperatingError } from '../../../model/error.js'
import { region } from '../../../model/place.js'
import type { Action } from '../../../model/plan.js'
import type { Holding, Leash } from '../../../model/resource.js'
import { type AwsContext, driverOf, type MakeDriver, textIn } from '../driver-context.js'
import { carriedIn } from '../plan-data.js'
import type { Settings } from './zonal-shift.js'
import { cancel, extend, type Managed, managed, type Room, type Shift, start } from './zonal-shift-api.js'
import { inspectShifts } from './zonal-shift-inspect.js'
import { isOurs, lastsUntil, markOf, needsMore, sayShift } from './zonal-shift-owner.js'
import { END_SHIFT, SHIFT, shiftTactics, shortOf } from './zonal-shift-tactics.js'

export { check } from './zonal-shift-check.js'

export const make: MakeDriver = (resource, context) => {
  const settings = resource.settings as Settings
  const look = async (data: Action['with'], { signal }: Leash): Promise<Looked> => {
    const room = { context, region: region(textIn(data, 'region')), settings }
    const arns = carriedIn(data, 'arns', z.array(z.string()))
    const all = await Promise.all(arns.map((arn) => managed(room, arn, signal)))
    return { room, zone: textIn(data, 'zone'), all }
  }
  return driverOf(resource, context, {
    inspect: (signal) => inspectShifts(settings, context, signal),
    tactics: (end) => shiftTactics(resource.name, end, settings),
    acts: {
      [SHIFT]: {
        holds: async (data, leash) => areAway(await look(data, leash)),
        apply: async (data, leash) => shiftAway(await look(data, leash), leash),
      },
      [END_SHIFT]: {
        holds: async (data, leash) => areBack(await look(data, leash)),
        apply: async (data, leash) => endShifts(await look(data, leash), leash),
      },
    },
  })
}

interface Looked {
  readonly room: Room
  readonly zone: string
  readonly all: readonly Managed[]
}

function areAway({ all, room: { context, settings }, zone }: Looked): Holding {
  const concerned = all.filter(({ weights }) => zone in weights)
  const missing = concerned.filter((each) => {
    const shift = ours(each, zone, context)
    return !shift || needsMore(shift, settings.expires, context.clock.now())
  })
  if (missing.length > 0) return { is: 'no', because: missing.map((each) => sayManaged(each, zone)).join('; ') }
  const because = concerned.map((each) => sayManaged(each, zone)).join('; ')
  return { is: 'yes', because: because === '' ? `nothing of it stands in ${zone}` : because }
}

function areBack({ all, zone }: Looked): Holding {
  const away = all.filter(({ shifts }) => shifts.some(({ awayFrom }) => awayFrom === zone))
  const is = away.length === 0 ? 'yes' : 'no'
  return { is, because: (away.length === 0 ? all : away).map((each) => sayManaged(each, zone)).join('; ') }
}

/** Looks at all before it touches one, so that what stands in the way of one stops the rest too. */
async function shiftAway({ all, room, zone }: Looked, { epoch, signal }: Leash): Promise<void> {
  const { context, settings } = room
  const concerned = all.filter(({ weights }) => zone in weights)
  for (const each of concerned) {
    const other = each.shifts.find((shift) => !isOurs(shift, context.app) || shift.awayFrom !== zone)
    if (other) throw inTheWay(each, other, context)
    const left = Object.entries(each.weights).filter(([id, weight]) => id !== zone && weight > 0)
    if (left.length === 0)
      throw new OperatingError('refused', `${zone} is the last zone that ${shortOf(each.arn)} serves from`)
  }
  for (const each of concerned) {
    const shift = ours(each, zone, context)
    const wanted = { arn: each.arn, zone, expiresMs: settings.expires, comment: markOf(context.app, epoch) }
    if (!shift) await start(room, wanted, signal)
    else if (needsMore(shift, settings.expires, context.clock.now()))
      await extend(room, shift.id, settings.expires, signal)
  }
}

async function endShifts({ all, room, zone }: Looked, { signal }: Leash): Promise<void> {
  const { context } = room
  for (const each of all) {
    const other = each.shifts.find((shift) => shift.awayFrom === zone && !isOurs(shift, context.app))
    if (other) throw inTheWay(each, other, context)
  }
  for (const { shifts } of all) {
    for (const shift of shifts) if (shift.awayFrom === zone) await cancel(room, shift.id, signal)
  }
}

const ours = ({ shifts }: Managed, zone: string, { app }: AwsContext): Shift | undefined =>
  shifts.find((shift) => shift.awayFrom === zone && isOurs(shift, app))

function sayManaged({ arn, autoshift, shifts }: Managed, zone: string): string {
  const shift = shifts.find(({ awayFrom }) => awayFrom === zone)
  const by = autoshift === zone ? `, and AWS itself keeps it away from ${zone}` : ''
  return shift
    ? `${shortOf(arn)} is kept away from ${zone} ${lastsUntil(shift)}${by}`
    : `${shortOf(arn)} has no shift away from ${zone}${by}`
}

function inTheWay({ arn }: Managed, shift: Shift, { app }: AwsContext): OperatingError {
  const whose = isOurs(shift, app) ? 'a shift of ours' : "someone else's shift"
  const next = `a resource is kept away from one zone at a time: end ${shift.id} first, or wait for its end`
  return new OperatingError('conflict', `${shortOf(arn)} has ${whose}: ${sayShift(shift)}`, next)
}
