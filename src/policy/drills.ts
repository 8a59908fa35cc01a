/** Rehearsals on a schedule: when the dry run of a move is made by itself, and compared with the one before. */
import { z } from 'zod'
import { region } from '../model/place.js'
import { name, regionCode } from './named.js'
import type { DrillPolicy } from './policy.js'
import { cronField, timeZoneField } from './schedule.js'

const drill = z.strictObject({
  name: name().optional().describe('What its reports are kept under; default: to-REGION.'),
  to: regionCode().describe('The region the move would lead to.'),
  cron: cronField().describe('When it is rehearsed.'),
  time_zone: timeZoneField().default('UTC').describe('The time zone the schedule is meant in.'),
})

/** `drills:` of a policy file. */
export const drillsSection = z.array(drill)

type Drills = z.output<typeof drillsSection>

/** The section as the rooms read it. */
export const drillsOf = (drills: Drills): readonly DrillPolicy[] =>
  drills.map((each) => ({ name: nameOf(each), to: region(each.to), cron: each.cron, timeZone: each.time_zone }))

/** The name a drill's reports are kept under. */
export const nameOf = ({ name: given, to }: Drills[number]): string => given ?? `to-${to}`
