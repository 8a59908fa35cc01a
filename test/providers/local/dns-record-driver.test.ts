import { describe, expect, it } from 'vitest'
import type { Action, End, Tactic } from '../../../src/model/plan.js'
import type { Inspection } from '../../../src/model/resource.js'
import { objectionsTo } from '../../../src/plan/objections.js'
import { dnsRecordDriver } from '../../../src/providers/local/dns-record-driver.js'
import { VirtualClock } from '../../fixtures/virtual-clock.js'
import { away, awayZones, home, homeZones, PaperCloud, regions } from './fixtures/paper-cloud.js'

const traffic: End = { kind: 'traffic', at: away, from: home, without: [], percent: 100, final: true }
const leave: End = { kind: 'zone-left', region: home, zone: homeZones[0] }

function town() {
  const cloud = new PaperCloud()
  const clock = new VirtualClock()
  const driver = dnsRecordDriver('front', 'www.shop.test', { cloud, clock, regions })
  const signal = new AbortController().signal
  const leash = { epoch: 5, signal }
  const inspect = (): Promise<Inspection> => clock.run(driver.inspect(signal))
  const only = async (end: End): Promise<Tactic> => {
    const [tactic] = driver.tactics(end, await inspect())
    if (!tactic) throw new Error(`no tactic for ${end.kind}`)
    return tactic
  }
  const apply = (action: Action) => clock.run(driver.apply(action, leash))
  const holds = async (action: Action) => (await clock.run(driver.holds(action, leash))).is
  return { cloud, clock, driver, inspect, only, apply, holds, leash }
}

const undoOf = ({ undo }: Tactic): Action => {
  if (undo.kind !== 'action') throw new Error('it cannot be undone')
  return undo.action
}

describe('what is seen of the name', () => {
  it('is where it leads, what it has left, and that its control plane answers', async () => {
    const { cloud, inspect } = town()
    expect(await inspect()).toMatchObject({
      ...{ resource: 'front', active: home, left: [], impaired: [], gauges: [] },
      facts: { 'control plane of the name': { is: 'met' }, 'one region': { is: 'met' } },
      state: { serial: 7, epoch: 3, weights: { 'use1-az1': 100, 'euw1-az1': 0 } },
    })
    cloud.name = { ...cloud.name, weights: { ...cloud.name.weights, 'use1-az2': 0 } }
    expect(await inspect()).toMatchObject({ active: home, left: ['use1-az2'] })
  })

  it.each([
    ['two regions alike', { 'use1-az1': 100, 'euw1-az1': 100 }, 'us-east-1 and eu-west-1'],
    ['no region', { 'use1-az1': 0 }, 'nowhere'],
  ])('is no place when it leads to %s, and says so', async (_, weights, where) => {
    const { cloud, inspect } = town()
    cloud.name = { ...cloud.name, weights }
    const seen = await inspect()
    expect(seen.active).toBeUndefined()
    expect(seen.left).toBeUndefined()
    expect(seen.facts['one region']).toMatchObject({ is: 'unmet', because: expect.stringContaining(where) })
  })

  it('is where most users are led while a share goes elsewhere, and but for a trickle it says that it is apart', async () => {
    const { cloud, inspect } = town()
    cloud.name = { ...cloud.name, weights: { 'use1-az1': 80, 'euw1-az1': 20 } }
    const trickling = await inspect()
    expect(trickling).toMatchObject({ active: home, left: ['use1-az2', 'use1-az4'] })
    expect(trickling.facts['one region']).toMatchObject({
      is: 'met',
      because: expect.stringContaining('us-east-1, but for a trickle to eu-west-1'),
    })
    cloud.name = { ...cloud.name, weights: { 'use1-az1': 30, 'euw1-az1': 70 } }
    const staged = await inspect()
    expect(staged).toMatchObject({ active: away, facts: { 'one region': { is: 'unmet' } } })
  })

  it.each(['dead', 'frozen'] as const)(
    'is an impaired plane, within a second, when its control plane is %s',
    async (how) => {
      const { clock, cloud, inspect } = town()
      cloud.silent.set('name', how)
      const seen = await inspect()
      expect(seen).toMatchObject({
        impaired: [{ service: 'dns', side: 'control', at: { region: 'us-west-2' } }],
        state: {},
      })
      expect(seen.facts['control plane of the name']?.is).toBe('unmet')
      expect(clock.monotonic()).toBeLessThanOrEqual(1_000)
    },
  )
})

describe('moving traffic', () => {
  it('answers from the zones of the target alone, and can be taken back', async () => {
    const { apply, cloud, holds, only } = town()
    const before = cloud.name.weights
    const tactic = await only(traffic)
    expect(await holds(tactic.action)).toBe('no')
    await apply(tactic.action)
    expect(await holds(tactic.action)).toBe('yes')
    expect(Object.entries(cloud.name.weights).filter(([, weight]) => weight > 0)).toEqual(
      awayZones.map((zone) => [zone, 100]),
    )
    await apply(undoOf(tactic))
    expect(cloud.name.weights).toEqual(before)
    expect(await holds(undoOf(tactic))).toBe('yes')
  })

  it('goes in stages, each from where the one before came to, and back to it', async () => {
    const { apply, cloud, driver, inspect } = town()
    const before = cloud.name.weights
    const seen = await inspect()
    const stage = (percent: number, reached?: number): Tactic => {
      const end: End = { ...traffic, percent, final: percent >= 95, ...(reached === undefined ? {} : { reached }) }
      const [tactic] = driver.tactics(end, seen)
      if (!tactic) throw new Error(`no tactic for ${percent} %`)
      return tactic
    }
    const stages = [stage(10), stage(50, 10), stage(95, 50)]
    expect(stages.map(({ says }) => says)).toEqual([
      'answer front from eu-west-1: 10 % of users',
      'answer front from eu-west-1: 50 % of users',
      'answer front from eu-west-1: 95 % of users, 5 % still from us-east-1',
    ])
    const stood = [before]
    for (const { action } of stages) {
      await apply(action)
      stood.push(cloud.name.weights)
    }
    expect(stood.map((weights) => [weights['use1-az1'], weights['euw1-az1']])).toEqual([
      ...[
        [100, 0],
        [90, 10],
        [50, 50],
        [5, 95],
      ],
    ])
    for (const [index, tactic] of [...stages.entries()].reverse()) {
      await apply(undoOf(tactic))
      expect(cloud.name.weights).toEqual(stood[index])
    }
  })

  it('leaves nothing in a region of which nothing serves: no stage, and all in the end', async () => {
    const { cloud, driver, inspect } = town()
    cloud.name = { ...cloud.name, weights: { 'use1-az1': 0, 'euw1-az1': 0, 'use2-az1': 100 } }
    const seen = await inspect()
    expect(driver.tactics({ ...traffic, percent: 10, final: false }, seen)).toEqual([])
    const [all] = driver.tactics({ ...traffic, percent: 95, final: true }, seen)
    expect(all).toMatchObject({
      says: 'answer front from eu-west-1',
      action: { with: { weights: { 'euw1-az1': 100 } } },
    })
  })

  it('keeps from zones that are impaired, and offers nothing where all are (law 26)', async () => {
    const { driver, inspect, only } = town()
    const [sick, well] = awayZones
    const tactic = await only({ kind: 'traffic', at: away, from: home, without: [sick], percent: 100, final: true })
    expect(tactic.action.with).toMatchObject({ weights: { [sick]: 0, [well]: 100 } })
    expect(
      driver.tactics(
        { kind: 'traffic', at: away, from: home, without: awayZones, percent: 100, final: true },
        await inspect(),
      ),
    ).toEqual([])
  })

  it('carries its epoch', async () => {
    const { apply, cloud, only } = town()
    await apply((await only(traffic)).action)
    expect(cloud.name).toMatchObject({ epoch: 5, serial: 8 })
  })
})

describe('a change of someone else', () => {
  it('made before ours is a conflict that names what was found, and under whose epoch', async () => {
    const { apply, cloud, only } = town()
    const { action } = await only(traffic)
    cloud.name = { ...cloud.name, weights: { ...cloud.name.weights, 'use1-az1': 0 }, serial: 8, epoch: 4 }
    await expect(apply(action)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/use1-az1 0.*serial 8, epoch 4.*expected.*use1-az1 100/),
    })
    expect(cloud.changes).toEqual([])
  })

  it('made between our look and our leap is a conflict too', async () => {
    const { apply, cloud, only } = town()
    const { action } = await only(traffic)
    cloud.meanwhile = () => {
      cloud.name = { ...cloud.name, weights: { ...cloud.name.weights, 'use1-az1': 0 }, serial: 8 }
    }
    await expect(apply(action)).rejects.toMatchObject({ code: 'conflict' })
    expect(cloud.name.weights).toMatchObject({ 'use1-az1': 0, 'euw1-az1': 0 })
  })

  it('of a newer epoch refuses a late plan', async () => {
    const { apply, cloud, only } = town()
    const { action } = await only(traffic)
    cloud.name = { ...cloud.name, epoch: 6 }
    await expect(apply(action)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('that came to the same end is none', async () => {
    const { apply, cloud, holds, only } = town()
    const { action } = await only(traffic)
    cloud.name = { ...cloud.name, weights: (action.with as { weights: Record<string, number> }).weights, serial: 12 }
    expect(await holds(action)).toBe('yes')
    await apply(action)
    expect(cloud.changes).toEqual([])
  })

  it('is never our own: done, undone and done again, the serial moves on and nobody minds', async () => {
    const { apply, cloud, only } = town()
    const tactic = await only(traffic)
    for (const action of [tactic.action, tactic.action, undoOf(tactic), undoOf(tactic), tactic.action])
      await apply(action)
    expect(cloud.changes).toEqual(['name', 'name', 'name'])
    expect(cloud.name.serial).toBe(10)
  })
})

describe('leaving a zone', () => {
  it('takes it from the answers, and returning brings it back', async () => {
    const { apply, cloud, inspect, only } = town()
    await apply((await only(leave)).action)
    expect(cloud.name.weights).toMatchObject({ 'use1-az1': 0, 'use1-az2': 100 })
    expect((await inspect()).left).toEqual(['use1-az1'])
    await apply((await only({ kind: 'zone-restored', region: home, zone: homeZones[0] })).action)
    expect((await inspect()).left).toEqual([])
  })

  it('is objected to for the last zone there is, with the reason (laws 22, 26)', async () => {
    const { cloud, driver, inspect } = town()
    cloud.name = { ...cloud.name, weights: { 'use1-az1': 100, 'use1-az2': 0, 'use1-az4': 0 } }
    const seen = await inspect()
    const objections = driver
      .tactics(leave, seen)
      .flatMap((tactic) => objectionsTo('front', tactic, seen, [], { forbid: [], unreachableWriter: 'hold' }))
    expect(objections).toEqual([
      expect.objectContaining({ because: 'unprepared', detail: expect.stringContaining('last') }),
    ])
  })

  it('is refused by the driver itself where a plan would leave nothing to answer with', async () => {
    const { apply, cloud } = town()
    const was = { 'use1-az1': 100 }
    cloud.name = { ...cloud.name, weights: was }
    const action = { resource: 'front', verb: 'set-weights', with: { was, weights: { 'use1-az1': 0 } } }
    await expect(apply(action)).rejects.toMatchObject({ code: 'refused' })
  })
})

describe('a step of the name', () => {
  it('needs the name’s control plane, which stands in neither region, and nothing else', async () => {
    const { only } = town()
    for (const end of [traffic, leave]) {
      expect((await only(end)).needs).toEqual([
        { kind: 'plane', service: 'dns', side: 'control', at: { kind: 'region', region: 'us-west-2' } },
      ])
    }
  })

  it('has no part in ends of capacity or of the writer', async () => {
    const { driver, inspect } = town()
    expect(driver.tactics({ kind: 'capacity', at: away, from: home }, await inspect())).toEqual([])
  })

  it('is unknown, and not untrue, while nobody answers', async () => {
    const { cloud, holds, only } = town()
    const { action } = await only(traffic)
    cloud.silent.set('name', 'frozen')
    expect(await holds(action)).toBe('unknown')
  })
})
