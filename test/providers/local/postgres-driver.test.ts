import { describe, expect, it } from 'vitest'
import type { Action } from '../../../src/model/plan.js'
import { postgresDriver } from '../../../src/providers/local/postgres-driver.js'
import { VirtualClock } from '../../fixtures/virtual-clock.js'
import { away, home, PaperCloud, regions, replica, writer } from './fixtures/paper-cloud.js'

function town() {
  const cloud = new PaperCloud()
  const clock = new VirtualClock()
  const driver = postgresDriver('orders', { cloud, clock, regions })
  const { signal } = new AbortController()
  const leash = { epoch: 5, signal }
  const act = (verb: string, data: Action['with']): Action => ({ resource: 'orders', verb, with: data })
  const apply = (action: Action) => clock.run(driver.apply(action, leash))
  const holds = (action: Action) => clock.run(driver.holds(action, leash))
  const is = async (action: Action) => (await holds(action)).is
  const inspect = () => clock.run(driver.inspect(signal))
  return { cloud, clock, driver, act, apply, holds, is, inspect }
}

const lagIn = (at: string) => (gauge: { readonly in: string }) => gauge.in === at

describe('what is seen of the databases', () => {
  it('on a calm day: one writer, a replica that has all, everything answering', async () => {
    const { inspect } = town()
    const seen = await inspect()
    expect(seen).toMatchObject({
      ...{ active: home, impaired: [] },
      gauges: [{ name: 'replica-lag-ms', in: away, reading: { is: 'known', value: 0 } }],
      state: { roles: { 'us-east-1': 'writer', 'eu-west-1': 'replica' }, streaming: [away], fenced: [] },
    })
    expect(Object.values(seen.facts).map(({ is }) => is)).toEqual(Object.keys(seen.facts).map(() => 'met'))
  })

  it('a replica that lacks something is as far behind as the last transaction it has', async () => {
    const { cloud, inspect } = town()
    cloud.servers.set(away, replica({ lsn: '0/2000000', replay_age_ms: 4_100 }))
    expect((await inspect()).gauges).toMatchObject([{ reading: { is: 'known', value: 4_100 } }])
  })

  it('what was written a moment ago is no lag: a replica that comes to it is behind by that moment', async () => {
    const { clock, cloud, driver } = town()
    cloud.servers.set(away, replica({ lsn: '0/2000000', replay_age_ms: 3_600_000 }))
    void clock.sleep(60).then(() => cloud.servers.set(away, replica()))
    const { gauges } = await clock.run(driver.inspect(new AbortController().signal))
    expect(gauges).toMatchObject([{ reading: { is: 'known', value: 75 } }])
  })

  it('a dead writer is no place, its lag is unknown, and its silence is no memory of better days', async () => {
    const { cloud, inspect } = town()
    cloud.silent.set(`sql:${home}`, 'dead')
    const seen = await inspect()
    expect(seen.active).toBeUndefined()
    expect(seen.gauges.find(lagIn(away))?.reading.is).toBe('unknown')
    expect(seen.facts['database in us-east-1']?.is).toBe('unmet')
    expect(seen.facts['one writer']?.is).toBe('unknown')
    expect(seen.impaired).toMatchObject([{ service: 'postgres', side: 'data', at: { region: home } }])
  })

  it('everything frozen takes no more than a second, and every part is said to be silent', async () => {
    const { clock, cloud, inspect } = town()
    for (const part of ['fences', ...[home, away].flatMap((at) => [`sql:${at}`, `control:${at}`])]) {
      cloud.silent.set(part, 'frozen')
    }
    const seen = await inspect()
    expect(clock.monotonic()).toBeLessThanOrEqual(1_000)
    expect(seen.impaired).toHaveLength(5)
    expect(clock.sleeping).toBe(0)
  })

  it('two writers are no place, and that is said with their names', async () => {
    const { cloud, inspect } = town()
    cloud.servers.set(away, writer({ timeline: 2 }))
    const seen = await inspect()
    expect(seen.active).toBeUndefined()
    expect(seen.facts['one writer']).toMatchObject({
      is: 'unmet',
      because: expect.stringMatching(/us-east-1 and eu-west-1/),
    })
  })

  it('an old writer that came back fenced can be the writer only once it was rebuilt', async () => {
    const { cloud, inspect } = town()
    cloud.servers.set(home, writer({ fenced: true }))
    cloud.servers.set(away, writer({ timeline: 2 }))
    const seen = await inspect()
    expect(seen.active).toBe(away)
    expect(seen.facts['replica in us-east-1']?.is).toBe('unmet')
    expect(seen.gauges).toMatchObject([{ in: home, reading: { is: 'unknown' } }])
  })
})

describe('fencing', () => {
  it('puts it on record with the register, then in the database; taken back, both are open', async () => {
    const { act, apply, cloud, is } = town()
    const [fence, unfence] = [act('fence', { at: home }), act('unfence', { at: home, insists: true })]
    expect([await is(fence), await is(unfence)]).toEqual(['no', 'yes'])
    await apply(fence)
    expect(cloud.changes).toEqual([`register ${home}`, `fence ${home}`])
    expect([await is(fence), await is(unfence)]).toEqual(['yes', 'no'])
    await apply(unfence)
    expect(cloud.changes.slice(2)).toEqual([`release ${home}`, `unfence ${home}`])
    expect([await is(fence), await is(unfence)]).toEqual(['no', 'yes'])
    expect(cloud.fences.fenced).toEqual([])
  })

  it.each(['dead', 'frozen'] as const)('goes on without a register that is %s', async (how) => {
    const { act, apply, cloud, is } = town()
    cloud.silent.set('fences', how)
    await apply(act('fence', { at: home }))
    expect(cloud.servers.get(home)?.fenced).toBe(true)
    expect(await is(act('fence', { at: home }))).toBe('yes')
  })

  it('stops at a register that has seen a newer epoch: this one is late', async () => {
    const { act, apply, cloud } = town()
    cloud.fences = { fenced: [], epoch: 9 }
    await expect(apply(act('fence', { at: home }))).rejects.toMatchObject({ code: 'conflict' })
    expect(cloud.servers.get(home)?.fenced).toBe(false)
  })

  it('does not hold, and fails, while the database is silent', async () => {
    const { act, apply, cloud, is } = town()
    cloud.silent.set(`sql:${home}`, 'frozen')
    expect(await is(act('fence', { at: home }))).toBe('unknown')
    await expect(apply(act('fence', { at: home }))).rejects.toMatchObject({ code: 'timed-out' })
  })
})

describe('fencing on return', () => {
  const onReturn = (at = home): Action => ({ resource: 'orders', verb: 'fence-on-return', with: { at } })

  it.each(['dead', 'frozen'] as const)('is the register’s order for a database that is %s', async (how) => {
    const { apply, clock, cloud, is } = town()
    cloud.silent.set(`sql:${home}`, how)
    expect(await is(onReturn())).toBe('no')
    await apply(onReturn())
    expect(await is(onReturn())).toBe('yes')
    expect(cloud.fences).toEqual({ fenced: [home], epoch: 5 })
    expect(clock.monotonic()).toBeLessThan(2_000)
  })

  it('does not hold while the database answers and writes, whatever the register says', async () => {
    const { cloud, is } = town()
    cloud.fences = { fenced: [home], epoch: 5 }
    expect(await is(onReturn())).toBe('no')
  })

  it('cannot be without the register', async () => {
    const { apply, cloud, is } = town()
    cloud.silent.set('fences', 'dead')
    expect(await is(onReturn())).toBe('unknown')
    await expect(apply(onReturn())).rejects.toMatchObject({ code: 'unreachable' })
  })

  it('is taken back in the register, and in a database that answers; one that is silent is not waited for', async () => {
    const { act, apply, cloud, is } = town()
    const unfence = act('unfence', { at: home, insists: false })
    cloud.silent.set(`sql:${home}`, 'frozen')
    await apply(onReturn())
    await apply(unfence)
    expect(await is(unfence)).toBe('yes')
    expect(await is(act('unfence', { at: home, insists: true }))).toBe('unknown')
    cloud.silent.delete(`sql:${home}`)
    cloud.servers.set(home, writer({ fenced: true }))
    expect(await is(unfence)).toBe('no')
  })
})

describe('catching up', () => {
  const catchUp: Action = { resource: 'orders', verb: 'catch-up', with: { at: away, of: home } }

  it.each([
    ['yes', writer({ fenced: true }), replica()],
    ['no', writer({ fenced: true }), replica({ lsn: '0/2FFFFFF' })],
    ['no', writer({ fenced: true, timeline: 2 }), replica()],
    ['yes', writer({ fenced: true }), writer({ timeline: 2, lsn: '0/1' })],
  ] as const)('holds: %s (case %#)', async (expected, old, next) => {
    const { cloud, is } = town()
    cloud.servers.set(home, old).set(away, next)
    expect(await is(catchUp)).toBe(expected)
  })

  it('is unknown while either is silent', async () => {
    for (const at of [home, away]) {
      const { cloud, is } = town()
      cloud.silent.set(`sql:${at}`, 'dead')
      expect(await is(catchUp)).toBe('unknown')
    }
  })
})

describe('promoting', () => {
  const promote: Action = { resource: 'orders', verb: 'promote', with: { at: away, from: home } }

  it('makes the replica the writer, without asking any control plane', async () => {
    const { apply, cloud, is } = town()
    for (const part of [`control:${home}`, `control:${away}`, 'fences', `sql:${home}`]) cloud.silent.set(part, 'frozen')
    expect(await is(promote)).toBe('no')
    await apply(promote)
    expect(await is(promote)).toBe('yes')
    expect(cloud.changes).toEqual([`promote ${away}`])
  })

  it('never makes a second writer (law 10)', async () => {
    const { apply, cloud } = town()
    await expect(apply(promote)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('two writers'),
    })
    expect(cloud.changes).toEqual([])
  })

  it('lets go of no fence when it is refused', async () => {
    const { apply, cloud } = town()
    cloud.servers.set(away, writer({ fenced: true }))
    cloud.fences = { fenced: [away], epoch: 4 }
    await expect(apply(promote)).rejects.toMatchObject({ code: 'conflict' })
    cloud.servers.set(home, writer({ fenced: true }))
    await expect(apply(promote)).rejects.toMatchObject({ code: 'conflict' })
    expect(cloud.changes).toEqual([])
  })

  it('lets go of an earlier fence first, and does not hold before that', async () => {
    const { apply, cloud, is } = town()
    cloud.servers.set(home, writer({ fenced: true })).set(away, replica({ fenced: true }))
    cloud.fences = { fenced: [away, home], epoch: 4 }
    await apply(promote)
    expect(cloud.servers.get(away)).toMatchObject({ in_recovery: false, fenced: false })
    expect(cloud.fences.fenced).toEqual([home])
    cloud.fences = { fenced: [away], epoch: 5 }
    expect(await is(promote)).toBe('no')
    await apply(promote)
    expect(await is(promote)).toBe('yes')
  })

  it('is harmless when done again', async () => {
    const { apply, cloud } = town()
    cloud.servers.set(home, writer({ fenced: true }))
    await apply(promote)
    await apply(promote)
    expect(cloud.changes).toEqual([`promote ${away}`])
  })

  it('is refused for what is no replica: it may lack what was written since', async () => {
    const { apply, cloud } = town()
    cloud.servers.set(home, writer({ fenced: true })).set(away, writer({ fenced: true }))
    await expect(apply(promote)).rejects.toMatchObject({
      code: 'conflict',
      next: expect.stringContaining('switchover'),
    })
  })

  it('fails while the replica is silent', async () => {
    const { apply, cloud, is } = town()
    cloud.servers.set(home, writer({ fenced: true }))
    cloud.silent.set(`sql:${away}`, 'frozen')
    expect(await is(promote)).toBe('unknown')
    await expect(apply(promote)).rejects.toMatchObject({ code: 'unreachable' })
  })
})

describe('rebuilding', () => {
  const rebuild: Action = { resource: 'orders', verb: 'rebuild', with: { at: home, of: away } }
  const left = () => {
    const found = town()
    found.cloud.servers.set(home, writer({ fenced: true })).set(away, writer({ timeline: 2 }))
    return found
  }

  it('makes the old writer follow the new one, and says what was kept aside for a person (law 20)', async () => {
    const { apply, cloud, holds } = left()
    expect(await holds(rebuild)).toMatchObject({ is: 'no' })
    await apply(rebuild)
    cloud.databases.set(home, { replicaOf: away, unreplicated: { writes: 3, keptIn: '/kept/orders.csv' } })
    expect(await holds(rebuild)).toMatchObject({
      is: 'yes',
      because: expect.stringMatching(/streams from eu-west-1; 3 writes that only us-east-1 had are kept in \/kept/),
    })
  })

  it('rebuilds what is dead as well', async () => {
    const { apply, cloud, is } = left()
    cloud.silent.set(`sql:${home}`, 'dead')
    expect(await is(rebuild)).toBe('no')
    await apply(rebuild)
    expect(await is(rebuild)).toBe('yes')
  })

  it('never wipes a database that takes writes', async () => {
    const { apply, cloud } = left()
    cloud.servers.set(home, writer())
    await expect(apply(rebuild)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('wipe') })
    expect(cloud.changes).toEqual([])
  })

  it('copies only from a writer', async () => {
    const { apply, cloud } = left()
    cloud.servers.set(away, replica())
    await expect(apply(rebuild)).rejects.toMatchObject({ code: 'conflict' })
    cloud.silent.set(`sql:${away}`, 'dead')
    await expect(apply(rebuild)).rejects.toMatchObject({ code: 'unreachable' })
  })

  it('waits for one that is under way instead of starting another', async () => {
    const { apply, clock, cloud, is } = left()
    cloud.databases.set(home, { rebuild: { is: 'under-way' } })
    expect(await is(rebuild)).toBe('no')
    void clock.sleep(950).then(() => cloud.databases.set(home, {}))
    await apply(rebuild)
    expect(clock.monotonic()).toBeGreaterThanOrEqual(950)
    expect(cloud.changes).toEqual([])
  })

  it('tells the reason of one that failed, to be tried again', async () => {
    const { apply, cloud } = left()
    cloud.rebuildDatabase = async () => {
      cloud.databases.set(home, { rebuild: { is: 'failed', because: 'no space is left' } })
    }
    await expect(apply(rebuild)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('no space'),
    })
  })
})

it('a verb of another version is told apart from a bug', async () => {
  const { act, apply } = town()
  await expect(apply(act('levitate', {}))).rejects.toMatchObject({ code: 'unsupported' })
  await expect(apply(act('promote', {}))).rejects.toMatchObject({ code: 'unsupported' })
})
