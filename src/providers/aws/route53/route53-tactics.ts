/** The ways to turn the name to a region, as plain data, in the policy's order. */

import { z } from 'zod'
import type { Region } from '../../../model/place.js'
import { isRegion } from '../../../model/place.js'
import type { Action, End, Json, Tactic, TrafficEnd, Undo } from '../../../model/plan.js'
import type { Inspection } from '../../../model/resource.js'
import { dataOf, route53Control, route53Data, routingControlData } from '../places.js'
import { seenIn } from '../plan-data.js'
import { SET_SWITCHES, type SwitchStates } from './health-switch-act.js'
import { fullName, type Settings, type Way, waysOf } from './route53-record.js'
import { recordSets } from './route53-sets.js'
import { type Change, reversed, turn } from './route53-turn.js'
import { SET_RECORDS } from './route53-weight-act.js'
import { type ControlStates, refusalOf, SET_CONTROLS } from './routing-control-act.js'

/** Name of the fact that turning the name to `at` by `way` brings every answer there. */
export const landsFact = (way: Way, at: string): string => `${way} leads to ${at}`
/** Name of the fact that no one else manages the name's records. */
export const OWNER = 'owner of the records'
/** Name of the fact that no one else has switched a region off. */
export const SWITCH_OWNER = 'owner of the switch objects'

/** A control's own health check, and the way to the name servers: ours, as nothing is published. */
const CONTROL_TURNS_MS = 15_000
/**
 * Three failures in a row, 10 s apart, and the way to the name servers; a check by 30 s takes three times as long
 * (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html).
 */
const CHECK_TURNS_MS = 35_000
/** An alias has no life of its own: that of a load balancer's name is 60 s (…/DeveloperGuide/resource-record-sets-values-basic.html). */
const ALIAS_KEPT_MS = 60_000

/** How long a resolver may keep the name's answer; ms. */
function keptMs({ state }: Inspection): number {
  const lives = (seenIn(state, 'sets', recordSets) ?? []).map(({ TTL }) =>
    TTL === undefined ? ALIAS_KEPT_MS : TTL * 1_000,
  )
  return lives.length > 0 ? Math.max(...lives) : ALIAS_KEPT_MS
}

/** What the state keeps of switches: by region, whether it is let in. */
export const standing = z.record(z.string(), z.boolean())

interface Turning {
  readonly resource: string
  readonly settings: Settings
  readonly regions: readonly Region[]
  readonly end: TrafficEnd
  readonly seen: Inspection
}

/** The ways to bring traffic to the region of `end`; no other end is one of this resource's. */
export function route53Tactics(
  resource: string,
  settings: Settings,
  regions: readonly Region[],
  end: End,
  seen: Inspection,
): readonly Tactic[] {
  if (end.kind !== 'traffic') return []
  const turning: Turning = { resource, settings, regions, end, seen }
  return waysOf(settings).flatMap((way) => BY_WAY[way](turning))
}

const BY_WAY: { readonly [way in Way]: (turning: Turning) => readonly Tactic[] } = {
  'routing-control': byControls,
  'health-switch': bySwitches,
  'record-weight': byRecords,
}

const act = (resource: string, verb: string, data: Action['with']): Action => ({ resource, verb, with: data })
const back = (action: Action): Undo => ({ kind: 'action', action })

/** All or nobody, so only for the last stage. */
function byControls({ end: { at, final }, resource, seen, settings }: Turning): readonly Tactic[] {
  const controls = Object.entries(settings.routing_control?.controls ?? {})
  if (!final || !controls.some(([region]) => region === at)) return []
  const setTo = (isIn: (region: string) => boolean): ControlStates =>
    controls.map(([region, arn]) => ({ region, arn, state: isIn(region) ? 'On' : 'Off' }))
  const was = seenIn(seen.state, 'controls', standing) ?? {}
  const before = setTo((region) => was[region] ?? false)
  const canGoBack = controls.every(([region]) => was[region] !== undefined) && refusalOf(before) === undefined
  const action = (states: ControlStates) => act(resource, SET_CONTROLS, { states: states as unknown as Json })
  return [
    {
      name: 'routing-control',
      says: `set ${fullName(settings)}'s routing control of ${at} On and all others Off, in one call`,
      action: action(setTo((region) => region === at)),
      needs: [routingControlData, route53Data],
      prerequisites: [landsFact('routing-control', at)],
      undo: canGoBack ? back(action(before)) : { kind: 'not-needed' },
      ...{ expectedMs: 1_000, deadlineMs: 60_000, onFailure: 'halt' },
      follow: { turnsMs: CONTROL_TURNS_MS, keepsMs: keptMs(seen) },
    },
  ]
}

/** All or nobody, so only for the last stage. */
function bySwitches({ end: { at, final }, regions, resource, seen, settings }: Turning): readonly Tactic[] {
  const { switch: of } = settings
  if (!final || !of || !isRegion(of.region)) return []
  const setTo = (isIn: (region: string) => boolean): SwitchStates =>
    [...new Set([...regions, ...Object.keys(of.objects)])].map((region) => {
      const key = of.objects[region]
      if (key === undefined) return { region, lets: 'in' }
      return { region, key, lets: isIn(region) ? 'in' : 'out' }
    })
  const was = seenIn(seen.state, 'objects', standing)
  const action = (states: SwitchStates) => act(resource, SET_SWITCHES, { regions: states as unknown as Json })
  const outs = Object.keys(of.objects).filter((region) => region !== at)
  return [
    {
      name: 'health-switch',
      says: `switch ${fullName(settings)} ${outs.length > 0 ? `off in ${outs.join(', ')}, ` : ''}on in ${at} (s3://${of.bucket})`,
      action: action(setTo((region) => region === at)),
      needs: [dataOf('s3', of.region), route53Data],
      prerequisites: [landsFact('health-switch', at), SWITCH_OWNER],
      undo: was ? back(action(setTo((region) => was[region] ?? true))) : { kind: 'not-needed' },
      ...{ expectedMs: 1_500, deadlineMs: 60_000, onFailure: 'halt' },
      follow: { turnsMs: CHECK_TURNS_MS, keepsMs: keptMs(seen) },
    },
  ]
}

function byRecords({ end, resource, seen, settings }: Turning): readonly Tactic[] {
  const zone = seen.state.zone
  const turned = turn(seenIn(seen.state, 'sets', recordSets) ?? [], end, settings.records)
  // Failover records have no shares: they wait for the last stage.
  if (!end.final && turned.is === 'not') return []
  const drawn = turned.is === 'turned' ? turned.changes : []
  const { at, from, percent } = end
  const action = (all: readonly Change[]) =>
    act(resource, SET_RECORDS, { zone: typeof zone === 'string' ? zone : '', changes: all as unknown as Json })
  const share = percent < 100 ? `${percent} % of the answers` : 'every answer'
  const rest = percent < 100 ? `, ${100 - percent} % to ${from}` : ''
  return [
    {
      name: 'record-weight',
      says: `have ${fullName(settings)}'s records lead ${share} to ${at}${rest}, by Route 53's API in us-east-1`,
      action: action(drawn),
      needs: [route53Control, route53Data],
      prerequisites: [landsFact('record-weight', at), OWNER],
      undo: back(action(reversed(drawn))),
      ...{ expectedMs: 60_000, deadlineMs: 300_000, onFailure: 'halt' },
      follow: { turnsMs: 0, keepsMs: keptMs(seen) },
    },
  ]
}
