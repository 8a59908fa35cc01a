import { describe, expect, it } from 'vitest'
import { atZone, region, zone } from '../../src/model/place.js'
import { Noise } from '../../src/sim/noise.js'
import { simulate } from '../../src/sim/simulate.js'
import { dayOf, impair, MINUTE_MS, policyOf } from './fixtures/days.js'
import { finished } from './fixtures/play.js'

const ZONES = ['use1-az1', 'use1-az2', 'use1-az4'].map(zone)
const AZ1 = zone('use1-az1')
const DAY_MS = 86_400_000
const every = (ms: number, until = 3 * DAY_MS) => Array.from({ length: until / ms }, (_, index) => index * ms)

describe('noise', () => {
  const noise = new Noise(1, ZONES)

  it('is a few stuck volumes in every zone: 0.01 to 0.07 %, now more and now fewer', () => {
    const shares = every(10 * MINUTE_MS).map((ms) => noise.stuck(AZ1, ms))
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0.0001)
    expect(Math.max(...shares)).toBeLessThanOrEqual(0.0007)
    expect(new Set(shares).size).toBeGreaterThan(50)
  })

  it('is metrics late by one to five minutes', () => {
    const late = every(10 * MINUTE_MS).map((ms) => noise.lateMs('ebs', ms))
    expect(Math.min(...late)).toBeGreaterThanOrEqual(MINUTE_MS)
    expect(Math.max(...late)).toBeLessThanOrEqual(5 * MINUTE_MS)
  })

  it('is one zone that looks bad, each day, for less than a minute', () => {
    const alarms = every(5_000).filter((ms) => noise.falseAlarm(ms) !== undefined)
    const days = alarms.map((ms) => Math.floor(ms / DAY_MS))
    expect(new Set(days)).toEqual(new Set([0, 1, 2]))
    for (const day of [0, 1, 2]) expect(days.filter((each) => each === day).length * 5_000).toBeLessThan(MINUTE_MS)
  })

  it('is the same for the same seed, whoever asks and whenever', () => {
    const [one, other] = [new Noise(7, ZONES), new Noise(7, ZONES)]
    expect(every(MINUTE_MS).map((ms) => one.lateMs('lag', ms))).toEqual(
      every(MINUTE_MS).map((ms) => other.lateMs('lag', ms)),
    )
    expect(one.lateMs('lag', 0)).not.toBe(new Noise(8, ZONES).lateMs('lag', 0))
  })
})

describe('a report of a noisy day', () => {
  it('tells what it would have told minutes ago', async () => {
    const out = impair({ atMs: 20 * MINUTE_MS, service: 'ebs', of: atZone(region('us-east-1'), AZ1) })
    const simulation = simulate(dayOf({ policy: policyOf('static'), events: [out], world: { noise: true } }))
    const [observer] = simulation.world('host-1').observers
    const told: [number, string | undefined][] = []
    for (let minute = 18; minute < 28; minute++) {
      while ((simulation.clock.nextMs() ?? 0) <= minute * MINUTE_MS)
        simulation.clock.advanceTo(simulation.clock.nextMs() ?? 0)
      simulation.clock.advanceTo(minute * MINUTE_MS)
      const found = await finished(simulation, observer?.look({ deadlineMs: 4_000 }) ?? Promise.resolve([]))
      const check = found.find((each) => each.kind === 'check' && each.signal === 'ebs')
      told.push([minute, check?.kind === 'check' ? check.verdict.is : undefined])
    }
    const first = told.find(([, is]) => is === 'fail')?.[0] ?? 0
    expect(first).toBeGreaterThanOrEqual(21)
    expect(first).toBeLessThanOrEqual(26)
    expect(told.filter(([minute]) => minute >= first).every(([, is]) => is === 'fail')).toBe(true)
  })
})
