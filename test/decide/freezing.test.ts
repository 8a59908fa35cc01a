import { describe, expect, it } from 'vitest'
import { decide } from '../../src/decide/decide.js'
import type { Situation } from '../../src/decide/situation.js'
import type { Assessment } from '../../src/model/health.js'
import { atRegion, atZone, type Plane, plane, region, type Service } from '../../src/model/place.js'
import {
  assessed,
  assessment,
  away,
  BAD_AT,
  evacuate,
  failover,
  freeze,
  frozen,
  HOUR,
  health,
  home,
  type Kind,
  launching,
  MINUTE,
  NOW,
  policy,
  precedent,
  request,
  situation,
  thaw,
  z1,
} from './fixtures/shop.js'

const may = { ...policy, decide: { ...policy.decide, automatic: ['evacuate', 'freeze', 'failover'] as const } }
const sick = (of: Plane = launching, kind: Kind = 'impaired') => assessment(of, kind)
const clean = (of: Plane = launching, forMs = 2 * HOUR) =>
  assessment(of, 'healthy', { measured: { kind: 'healthy', since: NOW - forMs } })
const decided = (rest: Partial<Situation>) => {
  const decision = decide(situation({ policy: may, assessments: assessed({}, sick()), ...rest }))
  return decision.kind === 'act' ? decision.move : decision.reason
}
const control = (service: Service) => plane(service, 'control', atRegion(home))

describe('a freeze by itself (law 24)', () => {
  it('is made while a control plane that capacity or entrance is changed by is impaired, and what serves is well', () => {
    for (const service of ['ec2', 'ebs', 'autoscaling', 'ecs', 'eks', 'elb', 'compute'] as const)
      expect(decided({ assessments: assessed({}, sick(control(service))) })).toEqual(freeze)
  })

  it('is not made for what changes neither, nor for a data side', () => {
    for (const of of [control('route53'), control('rds'), control('iam'), plane('ec2', 'data', atRegion(home))])
      expect(decided({ assessments: assessed({}, sick(of)) })).toBe('steady')
  })

  it('is not made while the policy does not list it', () => {
    expect(decided({ policy })).toBe('steady')
  })

  it.each<Kind>(['healthy', 'suspect', 'recovering'])(
    'waits until the control plane is called impaired: %s',
    (kind) => {
      expect(decided({ assessments: assessed({}, sick(launching, kind)) })).toBe('steady')
    },
  )

  it('comes after every move that users need, and before none: while what serves is in doubt it is not made', () => {
    expect(decided({ assessments: assessed({ home: ['impaired'] }, sick()) })).toEqual(evacuate(z1))
    expect(decided({ assessments: assessed({ home: ['impaired', 'impaired'] }, sick()) })).toEqual(failover)
    expect(decided({ assessments: assessed({ home: ['suspect'] }, sick()) })).toBe('steady')
    const writer = assessment(plane('postgres', 'data', atRegion(home)), 'suspect')
    expect(decided({ assessments: assessed({}, sick(), writer) })).toBe('steady')
  })

  it('is made once the zone that is sick has been left', () => {
    const left = { standing: { active: home, left: [z1] } }
    expect(decided({ ...left, assessments: assessed({ home: ['impaired'] }, sick()) })).toEqual(freeze)
  })

  it('is made of a standby as well, after the region that serves', () => {
    const there = assessment(plane('autoscaling', 'control', atRegion(away)), 'impaired')
    expect(decided({ assessments: assessed({}, there) })).toEqual({ kind: 'freeze', region: away })
    expect(decided({ assessments: assessed({}, sick(), there) })).toEqual(freeze)
    expect(decided({ assessments: assessed({}, sick(), there), frozen: [frozen()] })).toEqual({
      ...{ kind: 'freeze', region: away },
    })
  })

  it('keeps no pause after another move, and is held by a short disturbance and by stale evidence', () => {
    const made = [precedent(failover, 0), precedent(evacuate(), 0)]
    expect(decided({ precedents: { made } })).toEqual(freeze)
    const young = assessment(launching, 'impaired', { firstBadAt: NOW - 59_000 })
    expect(decided({ assessments: assessed({}, young) })).toBe('disturbance')
    const stale = assessment(launching, 'impaired', { lastQuorumAt: NOW - MINUTE })
    expect(decided({ assessments: assessed({}, stale) })).toBe('evidence')
  })

  it('rests on the control plane that was judged last, where several are sick', () => {
    const stale = assessment(control('autoscaling'), 'impaired', { lastQuorumAt: NOW - MINUTE })
    const decision = decide(situation({ policy: may, assessments: assessed({}, stale, sick()) }))
    expect(decision).toMatchObject({ kind: 'act', trigger: { kind: 'impairment', of: launching, firstBadAt: BAD_AT } })
  })

  it('is not made twice', () => {
    expect(decided({ frozen: [frozen()] })).toBe('hold-down')
  })

  it('is tried again for what could not be suspended, once that is well and ten minutes have passed', () => {
    const autoscaling = control('autoscaling')
    const pending = [{ resource: 'web', because: 'no answer', planes: [autoscaling] }]
    const again = (kind: Kind, agoMs: number, ...rest: readonly Assessment[]) =>
      decided({
        assessments: assessed({}, assessment(autoscaling, kind), ...rest),
        frozen: [frozen({ pending, triedAt: NOW - agoMs })],
      })
    expect(again('healthy', 10 * MINUTE, sick())).toEqual(freeze)
    expect(again('healthy', 10 * MINUTE - 1, sick())).toBe('hold-down')
    for (const kind of ['suspect', 'impaired', 'recovering'] as const)
      expect(again(kind, HOUR, sick())).toBe('hold-down')
    // What has just come back may go again: nothing need be sick any more.
    expect(again('healthy', 10 * MINUTE)).toEqual(freeze)
  })
})

describe('a thaw by itself', () => {
  const well = { assessments: assessed({}, clean()), frozen: [frozen({ since: NOW - 3 * HOUR })] }

  it('is made once all of the region has been clean for the hold-down', () => {
    expect(decided(well)).toEqual(thaw)
    expect(decided({ ...well, assessments: assessed({}, clean(launching, HOUR - 1)) })).toBe('hold-down')
  })

  it('starts over with a relapse', () => {
    const relapsed = assessment(launching, 'recovering', { measured: health('recovering', NOW - HOUR) })
    expect(decided({ ...well, assessments: assessed({}, relapsed) })).toBe('hold-down')
  })

  it('is not made on what nobody has seen lately (law 1)', () => {
    const stale = { ...clean(), lastQuorumAt: NOW - MINUTE }
    expect(decided({ ...well, assessments: assessed({}, stale) })).toBe('evidence')
  })

  it('is made of what was frozen by itself alone, and where the policy still lets it freeze', () => {
    expect(decided({ ...well, frozen: [frozen({ since: NOW - 3 * HOUR, byItself: false })] })).toBe('steady')
    expect(decided({ ...well, policy })).toBe('steady')
  })

  it('comes after every move that users need', () => {
    const assessments = assessed({ home: ['impaired'] }, clean())
    expect(decided({ ...well, assessments })).toEqual(evacuate(z1))
  })

  it('waits in a freeze window, which a freeze does not', () => {
    const window = { kind: 'span', from: NOW - HOUR, to: NOW + HOUR, why: 'the sale' } as const
    const closed = { ...may, decide: { ...may.decide, freezeWindows: [window] } }
    expect(decided({ ...well, policy: closed })).toBe('freeze-window')
    expect(decided({ policy: closed })).toEqual(freeze)
  })
})

describe('a thaw that a person asks for', () => {
  const asked = (region?: typeof home, rest: Partial<Situation> = {}) =>
    decided({
      ...{ assessments: assessed({}, clean()), frozen: [frozen({ since: NOW - 3 * HOUR })] },
      ...{ request: request({ kind: 'thaw', ...(region ? { region } : {}) }), policy },
      ...rest,
    })

  it('is of the region that is named, or of the one that is frozen', () => {
    expect(asked(home)).toEqual(thaw)
    expect(asked()).toEqual(thaw)
  })

  it('is nothing to do where nothing is frozen, and wants a name where two are', () => {
    expect(asked(away)).toBe('nothing-to-do')
    expect(asked(undefined, { frozen: [] })).toBe('nothing-to-do')
    expect(asked(undefined, { frozen: [frozen(), frozen({ region: away })] })).toBe('no-candidate')
  })

  it('keeps the hold-down too, which a person may waive', () => {
    const still = { assessments: assessed({}, sick()) }
    expect(asked(home, still)).toBe('hold-down')
    expect(asked(home, { ...still, request: request({ kind: 'thaw', region: home }, 'hold-down') })).toEqual(thaw)
  })

  it('is made of what a person froze as well', () => {
    expect(asked(home, { frozen: [frozen({ since: NOW - 3 * HOUR, byItself: false })] })).toEqual(thaw)
  })
})

describe('a place that is left', () => {
  it('is left as if nothing were frozen', () => {
    const zone = assessed({ home: ['impaired'] })
    expect(decided({ frozen: [frozen()], assessments: zone })).toEqual(evacuate(z1))
    const region = assessed({ home: ['impaired', 'impaired'] })
    expect(decided({ frozen: [frozen()], assessments: region })).toEqual(failover)
    expect(decided({ frozen: [frozen({ region: away })], assessments: region })).toEqual(failover)
  })

  it('counts no freeze among the moves that a pause follows', () => {
    const made = [precedent(freeze, 0)]
    const lost = assessed({ home: ['impaired', 'impaired', 'healthy'] })
    expect(decided({ precedents: { made }, assessments: lost })).toEqual(failover)
    expect(
      decided({ precedents: { made }, assessments: assessed({}, assessment(atZone(home, z1), 'impaired')) }),
    ).toEqual(evacuate(z1))
  })
})

describe('a freeze that a person asks for', () => {
  const asked = (region = home, rest: Partial<Situation> = {}) =>
    decided({ assessments: assessed({}), request: request({ kind: 'freeze', region }), policy, ...rest })

  it('needs nothing to be sick, and no leave of the policy', () => {
    expect(asked()).toEqual(freeze)
    expect(asked(away)).toEqual({ kind: 'freeze', region: away })
  })

  it('is made while what serves is in doubt as well: whoever asks knows why', () => {
    expect(asked(home, { assessments: assessed({ home: ['suspect'] }) })).toEqual(freeze)
  })

  it('is nothing to do where all of it is frozen, and tries the rest where not', () => {
    expect(asked(home, { frozen: [frozen()] })).toBe('nothing-to-do')
    const pending = [{ resource: 'web', because: 'no answer', planes: [launching] }]
    expect(asked(home, { frozen: [frozen({ pending })] })).toEqual(freeze)
    expect(asked(region('mars-north-1'))).toBe('no-candidate')
  })
})
