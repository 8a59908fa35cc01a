import { describe, expect, it } from 'vitest'
import { candidates } from '../../src/decide/candidates.js'
import type { Situation } from '../../src/decide/situation.js'
import type { Ask } from '../../src/model/move.js'
import { atRegion, atZone, plane, zone } from '../../src/model/place.js'
import {
  assessed,
  assessment,
  away,
  awayZones,
  BAD_AT,
  evacuate,
  failover,
  home,
  lag,
  NOW,
  policy,
  request,
  restore,
  situation,
  switchover,
  third,
  z1,
  z2,
  z3,
} from './fixtures/shop.js'

function found(rest: Partial<Situation>) {
  const answer = candidates(situation(rest))
  return answer.is === 'none' ? answer.reason : answer.proposals.map(({ move }) => move)
}
const calls = (...of: Parameters<typeof assessed>) => found({ assessments: assessed(...of) })
const database = (at: ReturnType<typeof atRegion> | ReturnType<typeof atZone>, firstBadAt = BAD_AT) =>
  assessment(plane('postgres', 'data', at), 'impaired', { firstBadAt })

describe('the smallest sufficient move (law 3)', () => {
  it('is none while nothing is impaired, though something be in doubt', () => {
    expect(calls()).toBe('steady')
    expect(calls({ home: ['suspect', 'suspect', 'suspect'] })).toBe('steady')
    expect(calls({ home: ['recovering', 'recovering', 'recovering'] })).toBe('steady')
  })

  it('is none while what is impaired does not serve', () => {
    expect(calls({ away: ['impaired', 'impaired', 'impaired'] })).toBe('steady')
    const left = { assessments: assessed({ home: ['impaired'] }), standing: { active: home, left: [z1] } }
    expect(found(left)).toBe('steady')
  })

  it('is to leave the zone that is impaired', () => {
    expect(calls({ home: ['impaired'] })).toEqual([evacuate(z1)])
    expect(calls({ home: ['healthy', 'suspect', 'impaired'] })).toEqual([evacuate(z3)])
  })

  it("is to leave the region once the policy's share of its zones is impaired", () => {
    expect(calls({ home: ['impaired', 'healthy', 'impaired'] })).toEqual([failover])
    expect(calls({ home: ['impaired', 'impaired', 'impaired'] })).toEqual([failover])
  })

  it('counts zones that were left before towards that share', () => {
    const assessments = assessed({ home: ['impaired', 'impaired'] })
    expect(found({ assessments, standing: { active: home, left: [z1] } })).toEqual([failover])
  })

  it('offers each zone while they are fewer than the share', () => {
    const all = { ...policy, decide: { ...policy.decide, regionImpairedWhen: { zones: 3, planes: [] } } }
    const assessments = assessed(
      { home: ['impaired', 'impaired'] },
      assessment(atRegion(home), 'suspect', { tallies: [] }),
    )
    expect(found({ assessments, policy: all })).toEqual([evacuate(z1), evacuate(z2)])
  })

  it('is to leave the region when a plane of the region is impaired that the app cannot live without', () => {
    expect(calls({}, database(atRegion(home)))).toEqual([failover])
    expect(calls({}, database(atRegion(away)))).toBe('steady')
    expect(calls({}, assessment(plane('postgres', 'control', atRegion(home)), 'impaired')), 'no data plane').toBe(
      'steady',
    )
    expect(calls({}, assessment(plane('ebs', 'data', atRegion(home)), 'impaired')), 'not named').toBe('steady')
  })

  it('is to leave only the zone when such a plane is impaired in that zone (law 6)', () => {
    expect(calls({}, database(atZone(home, z2)))).toEqual([evacuate(z2)])
    expect(calls({ home: ['impaired'] }, database(atZone(home, z1))), 'once').toEqual([evacuate(z1)])
  })

  it('is to leave the region when zones and planes in zones make up its share', () => {
    const answer = candidates(
      situation({ assessments: assessed({ home: ['impaired'] }, database(atZone(home, z3), BAD_AT + 5_000)) }),
    )
    expect(answer).toMatchObject({
      is: 'some',
      because: 'postgres/data@use1-az4 is impaired',
      // The disturbance of the region began when the second went, not when the first did.
      proposals: [{ move: failover, trigger: { kind: 'impairment', firstBadAt: BAD_AT + 5_000 } }],
    })
  })

  it("takes an operator's word on a place, one way and the other", () => {
    const by = { by: 'ada', because: 'maintenance' }
    const bad = { forced: { state: 'impaired', ...by } } as const
    const well = { forced: { state: 'healthy', ...by } } as const
    expect(calls({}, assessment(atZone(home, z1), 'healthy', bad))).toEqual([evacuate(z1)])
    expect(calls({}, assessment(atRegion(home), 'healthy', bad))).toEqual([failover])
    expect(calls({}, assessment(atZone(home, z1), 'impaired', well))).toBe('steady')
  })

  it('goes to the best standby first, and names the others after it', () => {
    const wide = {
      ...policy,
      regions: [...policy.regions, { region: third, role: 'standby' as const, zones: [], fate: third }],
    }
    const assessments = assessed({ home: ['impaired', 'impaired'] }, assessment(atRegion(third), 'healthy'))
    const gauges = [lag(900), lag(40, { in: third })]
    expect(found({ policy: wide, assessments, gauges })).toEqual([{ ...failover, to: third }, failover])
  })

  it('is triggered by what is impaired, since it was first bad', () => {
    const answer = candidates(situation({ assessments: assessed({ home: ['impaired'] }) }))
    expect(answer).toMatchObject({
      is: 'some',
      because: 'use1-az1 impaired',
      proposals: [{ trigger: { kind: 'impairment', of: atZone(home, z1), firstBadAt: BAD_AT } }],
    })
  })
})

describe('what an operator asks for', () => {
  const asks = (ask: Ask, rest: Partial<Situation> = {}) => found({ request: request(ask), ...rest })
  const standing = (active: typeof home, ...left: readonly (typeof z1)[]) => ({ standing: { active, left } })

  it.each<[string, Ask, Partial<Situation>, ReturnType<typeof found>]>([
    ['a region', { kind: 'move-to', to: away, planned: false }, {}, [failover]],
    ['a region, by plan', { kind: 'move-to', to: away, planned: true }, {}, [switchover]],
    ['the region that serves', { kind: 'move-to', to: home, planned: false }, {}, 'nothing-to-do'],
    ['a region that is not in the policy', { kind: 'move-to', to: third, planned: false }, {}, 'no-candidate'],
    ['the best region', { kind: 'move-to', to: 'auto', planned: false }, {}, [failover]],
    ['the best region, by plan', { kind: 'move-to', to: 'auto', planned: true }, {}, [switchover]],
    [
      'the best region, of none',
      { kind: 'move-to', to: 'auto', planned: false },
      { policy: { ...policy, regions: policy.regions.slice(0, 1) } },
      'no-candidate',
    ],
    ['to leave a zone', { kind: 'evacuate', zone: z1 }, {}, [evacuate()]],
    ['to leave a zone it has left', { kind: 'evacuate', zone: z1 }, standing(home, z1), 'nothing-to-do'],
    ['to leave a zone that does not serve', { kind: 'evacuate', zone: awayZones[0] ?? z1 }, {}, 'nothing-to-do'],
    ['to leave a zone of nowhere', { kind: 'evacuate', zone: zone('usw2-az1') }, {}, 'no-candidate'],
    ['to go back, from away', { kind: 'back' }, standing(away), [{ kind: 'switchover', from: away, to: home }]],
    ['to go back, at home, to a zone', { kind: 'back' }, standing(home, z1, z2), [restore]],
    ['to go back, at home', { kind: 'back' }, {}, 'nothing-to-do'],
  ])('is answered: %s', (_, ask, rest, expected) => {
    expect(asks(ask, rest)).toEqual(expected)
  })

  it('comes before what the assessments call for, and carries who asks and what is waived', () => {
    const answer = candidates(
      situation({
        assessments: assessed({ home: ['impaired', 'impaired', 'impaired'] }),
        request: { ...request({ kind: 'evacuate', zone: z2 }, 'bounded-hand'), because: 'the chiller' },
      }),
    )
    const trigger = { kind: 'operator', name: 'ada', waives: ['bounded-hand'], because: 'the chiller' }
    expect(answer).toMatchObject({ is: 'some', proposals: [{ move: evacuate(z2), trigger }] })
  })

  it('says why the region chosen is the best', () => {
    const answer = candidates(
      situation({ now: NOW, request: request({ kind: 'move-to', to: 'auto', planned: false }) }),
    )
    expect(answer.because).toBe('ada leaves the choice; eu-west-1 is best: healthy, lag 0 ms, capacity 100 %')
  })
})
