import { describe, expect, it } from 'vitest'
import type { Action, End, Tactic } from '../../../src/model/plan.js'
import type { Inspection } from '../../../src/model/resource.js'
import { appServersDriver } from '../../../src/providers/local/app-servers-driver.js'
import { VirtualClock } from '../../fixtures/virtual-clock.js'
import { away, awayZones, home, PaperCloud, regions } from './fixtures/paper-cloud.js'

const capacity: End = { kind: 'capacity', at: away, from: home }
const [first, second, third] = awayZones

function town() {
  const cloud = new PaperCloud()
  const clock = new VirtualClock()
  for (const [index, zone] of awayZones.entries()) cloud.slots.set(zone, index + 1)
  const driver = appServersDriver('web', 12, { cloud, clock, regions })
  const signal = new AbortController().signal
  const inspect = (): Promise<Inspection> => clock.run(driver.inspect(signal))
  const tactics = async () => driver.tactics(capacity, await inspect())
  const best = async (): Promise<Tactic> => {
    const [tactic] = await tactics()
    if (!tactic) throw new Error('no tactic')
    return tactic
  }
  const apply = (action: Action) => clock.run(driver.apply(action, { epoch: 5, signal }))
  const holds = async (action: Action) => (await clock.run(driver.holds(action, { epoch: 5, signal }))).is
  const slots = () => awayZones.map((zone) => cloud.slots.get(zone))
  return { cloud, clock, driver, inspect, tactics, best, apply, holds, slots }
}

describe('what is seen of the servers', () => {
  it('is what running zones can be raised to, in percent of the capacity, for each region', async () => {
    const { cloud, inspect } = town()
    cloud.stopped.add(first)
    const { gauges } = await inspect()
    expect(gauges.map((gauge) => [gauge.in, gauge.reading])).toEqual([
      [home, { is: 'known', value: 300 }],
      [away, { is: 'known', value: 200 }],
    ])
  })

  it.each(['dead', 'frozen'] as const)('is unknown where the control plane is %s, within a second', async (how) => {
    const { clock, cloud, inspect } = town()
    cloud.silent.set(`control:${away}`, how)
    const seen = await inspect()
    expect(seen.gauges.map(({ reading }) => reading.is)).toEqual(['known', 'unknown'])
    expect(seen.facts).toMatchObject({
      'control plane of us-east-1': { is: 'met' },
      'control plane of eu-west-1': { is: 'unmet' },
    })
    expect(seen.impaired).toMatchObject([{ service: 'compute', side: 'control', at: { region: away } }])
    expect(clock.monotonic()).toBeLessThanOrEqual(1_000)
  })
})

describe('raising capacity', () => {
  it('gives each zone what is missing, and can be taken back', async () => {
    const { apply, best, holds, slots } = town()
    const { action, undo } = await best()
    expect(await holds(action)).toBe('no')
    await apply(action)
    expect([slots(), await holds(action)]).toEqual([[4, 4, 4], 'yes'])
    if (undo.kind !== 'action') throw new Error('it cannot be undone')
    await apply(undo.action)
    expect([slots(), await holds(undo.action)]).toEqual([[1, 2, 3], 'yes'])
  })

  it('holds with more than enough, and lowers nothing', async () => {
    const { apply, best, cloud, holds, slots } = town()
    const { action } = await best()
    cloud.slots.set(second, 11)
    expect(await holds(action)).toBe('yes')
    await apply(action)
    expect(slots()).toEqual([1, 11, 3])
  })

  it('goes on without a zone that stopped since the plan was drawn', async () => {
    const { apply, best, cloud, holds, slots } = town()
    const { action } = await best()
    cloud.stopped.add(first)
    await apply(action)
    expect([slots(), await holds(action)]).toEqual([[1, 6, 6], 'yes'])
  })

  it('gives back what it took also where a zone stopped meanwhile', async () => {
    const { apply, best, cloud, holds, slots } = town()
    const { action, undo } = await best()
    await apply(action)
    cloud.stopped.add(third)
    if (undo.kind !== 'action') throw new Error('it cannot be undone')
    await apply(undo.action)
    expect([slots(), await holds(undo.action)]).toEqual([[1, 2, 4], 'yes'])
  })

  it('needs the control plane of the target, and no other', async () => {
    const { best } = town()
    expect((await best()).needs).toEqual([
      { kind: 'plane', service: 'compute', side: 'control', at: { kind: 'region', region: away } },
    ])
  })
})

describe('capacity that is there already', () => {
  it('can be left as it is, which needs nothing, not even an answer (static stability)', async () => {
    const { apply, best, cloud, holds, tactics } = town()
    await apply((await best()).action)
    const [raise, keep, ...more] = await tactics()
    expect([raise?.name, keep?.name, keep?.needs, more]).toEqual(['raise-slots', 'as-it-is', [], []])
    cloud.silent.set(`control:${away}`, 'dead')
    if (!raise || !keep) throw new Error('tactics are missing')
    expect([await holds(raise.action), await holds(keep.action)]).toEqual(['unknown', 'yes'])
  })

  it('does not count as there once it is seen to be gone', async () => {
    const { apply, best, cloud, holds, tactics } = town()
    await apply((await best()).action)
    const [, keep] = await tactics()
    cloud.stopped.add(first)
    if (!keep) throw new Error('a tactic is missing')
    expect(await holds(keep.action)).toBe('no')
    await expect(apply(keep.action)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('is not offered where too little was seen, or nothing', async () => {
    const { driver, inspect, tactics } = town()
    expect((await tactics()).map(({ name }) => name)).toEqual(['raise-slots'])
    const blind = { ...(await inspect()), state: {} }
    expect(driver.tactics(capacity, blind).map(({ name }) => name)).toEqual(['raise-slots'])
  })
})
