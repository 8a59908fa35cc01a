import { describe, expect, it } from 'vitest'
import { assess } from '../../src/assess/assess.js'
import { failsSameSignals } from '../../src/assess/compare.js'
import type { Assessment, Check, Verdict } from '../../src/model/health.js'
import { atRegion, atZone, nameOf, plane, type Subject, vantage } from '../../src/model/place.js'
import type { SignalPolicy } from '../../src/policy/policy.js'
import {
  all,
  allZones,
  away,
  fail,
  home,
  homeZone,
  homeZones,
  of,
  pass,
  policy,
  signal,
  unknown,
} from './fixtures/shop.js'

const [stuck = plane('ebs', 'data', atRegion(home)), ...others] = homeZones.map((zone) =>
  plane('ebs', 'data', atZone(home, zone)),
)
const launches = plane('ec2', 'control', atRegion(home))

const ebs: SignalPolicy = { name: 'ebs', per: 'zone', tells: 'ebs', timeoutMs: 500, quorum: 1, watch: 'ebs' }
const api: SignalPolicy = { name: 'api', per: 'region', tells: 'control', timeoutMs: 500, quorum: 1, watch: 'api' }
const alarms: SignalPolicy = {
  ...{ name: 'alarms', per: 'region', tells: 'domain', timeoutMs: 500, quorum: 1 },
  ...{ watch: 'cloudwatch', weight: 'evidence' },
}
const by = policy({ signals: [signal('http', 'zone'), ebs, api, alarms] })

/** What the provider says of `subject`; `again` when it said so before. */
function report(name: string, subject: Subject, at: number, verdict: Verdict, again = false): Check {
  const check: Check = { kind: 'check', at, from: vantage('aws'), of: subject, signal: name, verdict }
  return again ? { ...check, again: true } : check
}

/** Round after round, each one second after the one before. */
function rounds(...each: readonly (readonly Check[])[]): readonly Assessment[] {
  return each.reduce<readonly Assessment[]>((before, checks, index) => assess(checks, before, 1_000 * index, by), [])
}

const healthOf = (assessments: readonly Assessment[], subject: Subject) => of(assessments, subject).measured.kind

describe('a report of the world itself', () => {
  it('is one voice, and enough where vantages must be two', () => {
    const three = [0, 1, 2].map((second) => [report('ebs', stuck, second * 1_000, fail('40 % of 10 volumes'))])
    const after = rounds(...three)
    expect(of(after, stuck)).toMatchObject({
      measured: { kind: 'impaired' },
      firstBadAt: 0,
      lastQuorumAt: 2_000,
      tallies: [{ signal: 'ebs', fail: 1, because: '40 % of 10 volumes', reported: true }],
    })
  })

  it('is one sample however often it is read', () => {
    const first = report('ebs', stuck, 0, fail())
    const again = report('ebs', stuck, 0, fail(), true)
    const after = rounds([first], [again], [again], [again])
    expect(of(after, stuck)).toMatchObject({ measured: { kind: 'suspect', fails: 1 }, lastQuorumAt: 0 })
    const mended = rounds([first], [report('ebs', stuck, 1_000, pass)], [report('ebs', stuck, 1_000, pass, true)])
    expect(healthOf(mended, stuck)).toBe('healthy')
  })

  it('that is read again absolves nothing either', () => {
    const sick = [0, 1, 2].map((second) => [report('ebs', stuck, second * 1_000, fail())])
    const good = report('ebs', stuck, 3_000, pass)
    const after = rounds(...sick, [good], [{ ...good, again: true }], [{ ...good, again: true }])
    expect(of(after, stuck).measured).toMatchObject({ kind: 'recovering', passes: 1 })
  })

  it('that nobody can give changes nothing', () => {
    const after = rounds([report('ebs', stuck, 0, fail())], [report('ebs', stuck, 1_000, unknown)])
    expect(of(after, stuck)).toMatchObject({ measured: { kind: 'suspect', fails: 1 }, lastQuorumAt: 0 })
  })

  it('may speak of a control plane that no policy names', () => {
    const three = [0, 1, 2].map((second) => [report('api', launches, second * 1_000, fail())])
    expect(healthOf(rounds(...three), launches)).toBe('impaired')
  })

  it('on a plane condemns neither its zone nor its region', () => {
    const three = [0, 1, 2].map((second) => [
      ...allZones.flatMap((zone) => all(zone, second * 1_000, pass)),
      ...[stuck, ...others].map((subject) => report('ebs', subject, second * 1_000, fail())),
    ])
    const after = rounds(...three)
    expect([...allZones, atRegion(home)].map((subject) => healthOf(after, subject))).toEqual(Array(7).fill('healthy'))
  })

  it('is no sign of a bad release, which fails no block storage', () => {
    const both = [home, away].map((region) => report('ebs', plane('ebs', 'data', atRegion(region)), 0, fail()))
    expect(failsSameSignals(rounds(both), home, away)).toEqual([])
  })
})

describe('evidence: the status page and alarms (law 7)', () => {
  const said: readonly Verdict[] = [pass, fail('alarm errors'), unknown]

  it('makes no difference to any health, whatever it says or does not say', () => {
    for (const zones of [pass, fail()]) {
      const probes = (second: number) => allZones.flatMap((zone) => all(zone, second * 1_000, zones))
      const seconds = [0, 1, 2, 3]
      const without = rounds(...seconds.map(probes))
      for (const verdict of said) {
        const told = (second: number) =>
          [home, away].map((region) => report('alarms', atRegion(region), second * 1_000, verdict))
        const after = rounds(...seconds.map((second) => [...probes(second), ...told(second)]))
        const bare = (found: readonly Assessment[]) => found.map(({ tallies: _, ...rest }) => rest)
        expect(bare(after)).toEqual(bare(without))
      }
    }
  })

  it('is kept beside what counts, for the record', () => {
    const after = rounds([report('alarms', atRegion(home), 0, fail('alarm errors'))])
    expect(of(after, atRegion(home)).tallies).toEqual([
      { signal: 'alarms', pass: 0, fail: 1, unknown: 0, because: 'alarm errors', modes: ['refused'], reported: true },
    ])
    expect(of(after, atRegion(home)).own).toBeUndefined()
  })

  it('leaves a zone judged by its probes alone', () => {
    const zonal = policy({ signals: [signal('http', 'zone'), { ...ebs, tells: 'domain', weight: 'evidence' }] })
    const zone = homeZone(0)
    const after = assess([...all(zone, 0, pass), report('ebs', zone, 0, unknown)], [], 0, zonal)
    expect(of(after, zone)).toMatchObject({ measured: { kind: 'healthy' }, lastQuorumAt: 0 })
    expect(nameOf(zone)).toBe('use1-az1')
  })
})

describe('a signal with a quorum of its own', () => {
  it('is judged by it', () => {
    const lone = policy({
      signals: [{ ...signal('http', 'zone'), quorum: 1 }],
      assess: { impairedAfter: 1, healthyAfter: 1 },
    })
    const one = all(homeZone(0), 0, fail()).slice(0, 1)
    expect(healthOf(assess(one, [], 0, lone), homeZone(0))).toBe('impaired')
  })
})
