import { describe, expect, it } from 'vitest'
import type { Check } from '../../src/model/health.js'
import { atRegion, atZone, nameOf, region, zone } from '../../src/model/place.js'
import type { World } from '../../src/model/world.js'
import type { DrillEvent } from '../../src/sim/drill.js'
import { simulate } from '../../src/sim/simulate.js'
import type { Simulation } from '../../src/sim/simulation.js'
import { dayOf, HOUR_MS, impair, MINUTE_MS, policyOf } from './fixtures/days.js'
import { finished } from './fixtures/play.js'

const [US, EU] = [region('us-east-1'), region('eu-west-1')]
const AZ1 = atZone(US, zone('use1-az1'))

interface Started {
  readonly simulation: Simulation
  readonly world: World
}

function started(events: readonly DrillEvent[], atMs = MINUTE_MS, policy = policyOf('ebs-bound')): Started {
  const simulation = simulate(dayOf({ events, policy }))
  const world = simulation.world('host-1')
  simulation.clock.advanceTo(atMs)
  return { simulation, world }
}

async function seen({ simulation, world }: Started): Promise<ReadonlyMap<string, readonly Check[]>> {
  const [observer] = world.observers
  if (!observer) throw new Error('one observer')
  const found = await finished(simulation, observer.look({ deadlineMs: 4_000 }))
  const checks = found.filter((each): each is Check => each.kind === 'check')
  const by = new Map<string, Check[]>()
  for (const check of checks) {
    const name = `${check.signal} ${nameOf(check.of)}`
    by.set(name, [...(by.get(name) ?? []), check])
  }
  return by
}

const verdicts = (checks: readonly Check[] = []): readonly string[] =>
  checks.map(({ verdict: it }) => (it.is === 'fail' ? it.mode : it.is))

describe('what is seen of a zone', () => {
  it('is a pass from every vantage while all is well', async () => {
    const found = await seen(started([]))
    expect(verdicts(found.get('http use1-az1'))).toEqual(['pass', 'pass', 'pass'])
    expect(found.get('ebs ebs/data@use1-az1')).toMatchObject([{ from: 'aws', verdict: { is: 'pass' } }])
  })

  it('is silence without power, and only a look that waited for it', async () => {
    const day = started([impair({ atMs: 0, service: 'power', of: AZ1 })])
    const found = await seen(day)
    expect(verdicts(found.get('http use1-az1'))).toEqual(['silent', 'silent', 'silent'])
    expect(verdicts(found.get('http use1-az2'))).toEqual(['pass', 'pass', 'pass'])
    expect(day.simulation.clock.elapsedMs).toBe(MINUTE_MS + 2_000)
  })

  it('is a pass where storage is gray, while the report of volumes fails (law 6)', async () => {
    const found = await seen(started([impair({ atMs: 0, service: 'ebs', of: AZ1 }, { gray: true })]))
    expect(verdicts(found.get('http use1-az1'))).toEqual(['pass', 'pass', 'pass'])
    expect(verdicts(found.get('ebs ebs/data@use1-az1'))).toEqual(['wrong-answer'])
  })

  it('is silence for the one vantage behind a partition, and unknown for one that the controller cannot ask', async () => {
    const cut = (one: string, other: string): DrillEvent => ({ kind: 'partition', atMs: 0, between: [one, other] })
    const found = await seen(started([cut('us-west-2', 'us-east-1'), cut('eu-central-1', 'controller')]))
    expect(verdicts(found.get('http use1-az1'))).toEqual(['silent', 'unknown', 'pass'])
  })

  it('grows with an impairment that ramps', async () => {
    const { simulation } = started([impair({ atMs: 0, service: 'power', of: AZ1 }, { rampMs: HOUR_MS })], HOUR_MS / 4)
    expect(simulation.trace().scenes.at(-1)?.zones['use1-az1']).toBe(75)
  })

  it('is unknown in a report whose metrics are away', async () => {
    const found = await seen(started([impair({ atMs: 0, service: 'cloudwatch', of: atRegion(US) })]))
    expect(verdicts(found.get('ebs ebs/data@use1-az1'))).toEqual(['unknown'])
    expect(verdicts(found.get('ebs ebs/data@euw1-az1'))).toEqual(['pass'])
  })

  it('is reported once a minute, and marked when it is given again', async () => {
    const day = started([])
    await seen(day)
    expect((await seen(day)).get('ebs ebs/data@use1-az1')).toMatchObject([{ again: true }])
  })
})

describe('calls', () => {
  it('find planes that fail, and say which', async () => {
    const { simulation, world } = started([impair({ atMs: 0, service: 'rds', side: 'control', of: atRegion(US) })])
    const driver = world.drivers.find(({ resource }) => resource === 'orders')
    if (!driver) throw new Error('a driver')
    const found = await finished(simulation, driver.inspect(new AbortController().signal))
    expect(found.impaired.map(nameOf)).toEqual(['rds/control@us-east-1'])
    expect(found.facts[`replica in ${EU}`]?.is).toBe('met')
    expect(found.active).toBe(US)
    expect(
      simulation
        .trace()
        .calls.some(({ outcome, plane }) => outcome === 'failed' && nameOf(plane) === 'rds/control@us-east-1'),
    ).toBe(true)
  })

  it('hang until they are given up where a region is cut off', async () => {
    const { simulation, world } = started([impair({ atMs: 0, service: 'network', of: atRegion(US) })])
    const driver = world.drivers.find(({ resource }) => resource === 'web')
    if (!driver) throw new Error('a driver')
    const found = await finished(simulation, driver.inspect(new AbortController().signal))
    expect(found.gauges.find(({ in: at }) => at === US)?.reading.is).toBe('unknown')
    expect(found.gauges.find(({ in: at }) => at === EU)?.reading).toEqual({ is: 'known', value: 100 })
    expect(simulation.clock.elapsedMs).toBe(MINUTE_MS + 2_500)
  })

  it('have their effect even when their caller dies meanwhile', async () => {
    const { simulation, world } = started([])
    const driver = world.drivers.find(({ resource }) => resource === 'shift')
    if (!driver) throw new Error('a driver')
    const action = { resource: 'shift', verb: 'shift-away', with: { region: US, zone: AZ1.zone } }
    void driver.apply(action, { epoch: 1, signal: new AbortController().signal })
    await new Promise((resolve) => setImmediate(resolve))
    simulation.kill('host-1')
    simulation.clock.advanceTo(10 * MINUTE_MS)
    expect(simulation.trace().scenes.at(-1)?.answers['use1-az1']).toBe(0)
    expect(simulation.trace().calls.at(-1)).toMatchObject({ does: 'change', epoch: 1, outcome: 'late' })
  })

  it('of an earlier epoch than the name carries come too late', async () => {
    const { simulation, world } = started([])
    const driver = world.drivers.find(({ resource }) => resource === 'front')
    if (!driver) throw new Error('a driver')
    const turn = (epoch: number, weight: number) =>
      driver.apply(
        { resource: 'front', verb: 'set-records', with: { to: { [US]: weight, [EU]: 100 - weight } } },
        { epoch, signal: new AbortController().signal },
      )
    await finished(simulation, turn(2, 0))
    await expect(finished(simulation, turn(1, 100))).rejects.toMatchObject({ code: 'conflict' })
  })
})

describe('credentials', () => {
  const [STS, OUT_MS] = [impair({ atMs: 10 * MINUTE_MS, service: 'sts', of: atRegion(US) }), 75 * MINUTE_MS]

  /** Whether `orders` answers in both regions at some minutes, asked every ten seconds as a controller does. */
  async function answering(events: readonly DrillEvent[], minutes: readonly number[], from = 0) {
    const simulation = simulate(dayOf({ events, untilMs: 4 * HOUR_MS }))
    simulation.clock.advanceTo(from)
    const driver = simulation.world('host-1').drivers.find(({ resource }) => resource === 'orders')
    if (!driver) throw new Error('a driver')
    const found: Record<number, (string | undefined)[]> = {}
    while (simulation.clock.elapsedMs <= 3 * HOUR_MS) {
      const atMs = simulation.clock.elapsedMs
      const { facts } = await finished(simulation, driver.inspect(new AbortController().signal))
      for (const minute of minutes) {
        if (Math.abs(atMs - minute * MINUTE_MS) < 5_000)
          found[minute] = [US, EU].map((at) => facts[`rds/control@${at} answers`]?.is)
      }
      simulation.clock.advanceTo(Math.max(simulation.clock.elapsedMs, atMs + 10_000))
    }
    return { found, calls: simulation.trace().calls }
  }

  it('that are kept serve on while STS fails, and after their hour nothing there answers, elsewhere all does', async () => {
    const { calls, found } = await answering([STS], [11, 55, 65, 170])
    expect(found).toEqual({
      ...{ 11: ['met', 'met'], 55: ['met', 'met'], 65: ['unmet', 'met'], 170: ['unmet', 'met'] },
    })
    const late = calls.filter(({ atMs, plane }) => atMs > OUT_MS && plane.at.region === US)
    expect(late.length).toBeGreaterThan(0)
    expect(new Set(late.map(({ plane }) => plane.service))).toEqual(new Set(['sts']))
  })

  it('are renewed beside the calls, once an hour', async () => {
    const { calls } = await answering([], [])
    const asked = calls.filter(({ plane }) => plane.service === 'sts' && plane.at.region === US)
    expect(asked.map(({ atMs }) => Math.floor(atMs / MINUTE_MS))).toEqual([0, 55, 110, 165])
  })

  it('are not to be had by a process that begins meanwhile, with IAM no more than with STS', async () => {
    const iam = impair({ atMs: 10 * MINUTE_MS, service: 'iam', of: { kind: 'global' } })
    expect((await answering([STS], [20], 20 * MINUTE_MS)).found).toEqual({ 20: ['unmet', 'met'] })
    expect((await answering([iam], [20], 20 * MINUTE_MS)).found).toEqual({ 20: ['unmet', 'unmet'] })
  })
})

describe('a table that takes writes in every region', () => {
  const policy = policyOf('dynamodb')
  const world = { databases: { carts: { engine: 'dynamodb', lagMs: 1_000 } } } as const
  const writersAt = (events: readonly DrillEvent[]) => {
    const simulation = simulate(dayOf({ policy, world, events }))
    simulation.clock.advanceTo(MINUTE_MS)
    return simulation.trace().scenes.at(-1)?.writers.carts
  }

  it('is seen to take them wherever its service is well', () => {
    expect(writersAt([])).toEqual([US, EU])
    expect(writersAt([impair({ atMs: 0, service: 'dynamodb', of: atRegion(US) })])).toEqual([EU])
  })
})

describe('capacity', () => {
  it('comes minutes after it was asked for, and not at all where launches are refused', async () => {
    const refused: DrillEvent = { kind: 'capacity', atMs: 0, region: EU, launches: 'refused' }
    for (const [events, percent] of [
      [[], 100],
      [[refused], 50],
    ] as const) {
      const simulation = simulate(dayOf({ events, world: { capacity: { [EU]: 50 } } }))
      const world = simulation.world('host-1')
      const driver = world.drivers.find(({ resource }) => resource === 'web')
      if (!driver) throw new Error('a driver')
      simulation.clock.advanceTo(1)
      const action = { resource: 'web', verb: 'raise-capacity', with: { at: EU, wanted: 12, enough: 12, was: 6 } }
      await finished(simulation, driver.apply(action, { epoch: 1, signal: new AbortController().signal }))
      expect(simulation.trace().scenes.at(-1)?.capacity[EU]).toBe(50)
      simulation.clock.advanceTo(5 * MINUTE_MS)
      expect(simulation.trace().scenes.at(-1)?.capacity[EU]).toBe(percent)
    }
  })
})
