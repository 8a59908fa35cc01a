import { describe, expect, it } from 'vitest'
import type { Decision, GuardName, Move, Trigger } from '../../../src/model/move.js'
import { atRegion, plane } from '../../../src/model/place.js'
import type { EndKind } from '../../../src/model/plan.js'
import { breaches } from '../fixtures/breaches.js'
import {
  bad,
  byAda,
  drill,
  HOUR,
  home,
  homeZones,
  incident,
  MINUTE,
  mind,
  type Opening,
  plan,
  policy,
  SEEN,
  START,
  seen,
  steady,
  step,
  traceOf,
  well,
} from '../fixtures/trace.js'

const launching = plane('ec2', 'control', atRegion(home))
const freeze: Move = { kind: 'freeze', region: home }
const thaw: Move = { kind: 'thaw', region: home }
const back: Move = { kind: 'restore', region: home, zone: homeZones[0] ?? ('' as never) }
const sick = (atMs: number) => bad(launching, atMs)
const called: Trigger = { kind: 'impairment', of: launching, firstBadAt: START + SEEN }
const cleared: Trigger = { kind: 'recovery', of: launching, cleanSince: START + HOUR }
const FROZEN = 20 * MINUTE

const held: Decision = { kind: 'hold', reason: 'evidence', because: 'stale', considered: [] }
const closing = (outcome: 'done' | 'abandoned' | 'recovered'): NonNullable<Opening['tells']> => [
  [MINUTE, { kind: 'incident-closed', outcome, because: 'so' }],
]
const done = closing('done')
const run = (id: string, atMs: number, move: Move, trigger: Trigger, rest: Opening = {}) =>
  incident({
    id,
    atMs,
    move,
    trigger,
    plan: plan(move, []),
    evidence: seen(atMs, [], sick(atMs)),
    tells: done,
    ...rest,
  })
const froze = (rest: Opening = {}) => run('inc-1', FROZEN, freeze, called, rest)
const may = { ...policy, decide: { ...policy.decide, automatic: ['evacuate', 'freeze', 'failover'] as const } }
const dayOf = (rest: Parameters<typeof traceOf>[0]) =>
  breaches('L24', traceOf({ drill: drill({ events: [], policy: may }), ...rest }))

describe('L24: what is frozen, when, and until when', () => {
  it('is kept by a freeze while a control plane was sick and the rest well, and a thaw after an hour of both well', () => {
    const entries = [...froze(), ...run('inc-2', 4 * HOUR, thaw, cleared)]
    expect(dayOf({ entries, minds: [mind(2 * HOUR, steady, seen(2 * HOUR, [], sick(2 * HOUR)))] })).toEqual([])
  })

  it('is broken by a freeze for another reason, or while what serves there was sick', () => {
    expect(dayOf({ entries: froze({ evidence: seen(FROZEN, [], well(launching, FROZEN)) }) })).toEqual([
      'freeze and no control plane there was impaired',
    ])
    expect(dayOf({ entries: froze({ evidence: seen(FROZEN, homeZones.slice(0, 1), sick(FROZEN)) }) })).toEqual([
      'freeze while what serves there was sick',
    ])
  })

  it('is broken by one who finds nothing to do while control planes are sick and all else is well', () => {
    const minds = [mind(HOUR, steady, seen(HOUR, [], sick(HOUR)))]
    expect(dayOf({ minds })).toEqual([
      'host-1 finds nothing to do while ec2/control@us-east-1 is impaired and us-east-1 is not frozen',
    ])
    expect(dayOf({ minds, entries: froze() })).toEqual([])
    expect(dayOf({ minds, drill: drill({ events: [] }) })).toEqual([])
    expect(dayOf({ minds: [mind(HOUR, held, seen(HOUR, [], sick(HOUR)))] })).toEqual([])
    expect(dayOf({ minds: [mind(HOUR, steady, seen(HOUR, homeZones.slice(0, 1), sick(HOUR)))] })).toEqual([])
  })

  it('is broken by a thaw on first green, or of what was not frozen by itself so long before', () => {
    const entries = [...froze(), ...run('inc-2', 4 * HOUR, thaw, cleared)]
    const lately = 4 * HOUR - 30 * MINUTE
    expect(dayOf({ entries, minds: [mind(lately, steady, seen(lately, [], sick(lately)))] })).toEqual([
      'thaw though ec2/control@us-east-1 was impaired within 3600000 ms',
    ])
    for (const before of [[], froze({ trigger: byAda() }), froze({ atMs: 4 * HOUR - 30 * MINUTE })]) {
      expect(dayOf({ entries: [...before, ...run('inc-2', 4 * HOUR, thaw, cleared)] })).toEqual([
        'thaw though it was not frozen by itself 3600000 ms before',
      ])
    }
  })

  it('is broken by a freeze or a thaw that does more than suspend or resume, whoever asked', () => {
    const edits = (move: Move, end: EndKind) => plan(move, [step('web', end, [])])
    expect(dayOf({ entries: froze({ plan: edits(freeze, 'frozen') }) })).toEqual([])
    expect(dayOf({ entries: froze({ plan: edits(freeze, 'capacity') }) })).toEqual([
      'freeze by "capacity of web", which is for capacity',
    ])
    const thawing = (end: EndKind) =>
      run('inc-2', FROZEN + 5 * MINUTE, thaw, byAda('hold-down'), { plan: edits(thaw, end) })
    expect(dayOf({ entries: [...froze(), ...thawing('thawed')] })).toEqual([])
    expect(dayOf({ entries: [...froze(), ...thawing('zone-restored')] })).toHaveLength(1)
  })

  it('leaves it to a person to thaw sooner', () => {
    expect(dayOf({ entries: [...froze(), ...run('inc-2', FROZEN + 5 * MINUTE, thaw, byAda('hold-down'))] })).toEqual([])
  })

  it('is broken by what is brought back to a frozen region, unless a person waived that', () => {
    const returning = (...waives: readonly GuardName[]) =>
      run('inc-3', 3 * HOUR, back, byAda(...waives), { tells: closing('recovered') })
    expect(dayOf({ entries: [...froze(), ...returning()] })).toEqual(['restore though us-east-1 was frozen'])
    expect(dayOf({ entries: [...froze(), ...returning('hold-down')] })).toEqual([])
    const thawed = run('inc-2', 2 * HOUR, thaw, cleared, { evidence: seen(2 * HOUR, []) })
    expect(dayOf({ entries: [...froze(), ...thawed, ...returning()] })).toEqual([])
    const failed = run('inc-2', 2 * HOUR, thaw, cleared, { evidence: seen(2 * HOUR, []), tells: closing('abandoned') })
    expect(dayOf({ entries: [...froze(), ...failed, ...returning()] })).toHaveLength(1)
  })
})
