import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { End, Tactic } from '../../../../src/model/plan.js'
import type { Driver, Leash } from '../../../../src/model/resource.js'
import { grants, settings } from '../../../../src/providers/aws/writers/self-managed-postgres.js'
import { check } from '../../../../src/providers/aws/writers/self-managed-postgres-driver.js'
import { driverConformance, type Stand } from '../../../fixtures/driver-conformance.js'
import { order, orders } from '../../local/cloud/database/fixtures/servers.js'
import { away, contextOf, home, PostgresPair } from '../fixtures/postgres-pair.js'

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

const WAIT = { timeout: 60_000 }
const fenced = (planned: boolean): End => ({ kind: 'fenced', at: home, successor: away, planned })
const caughtUp: End = { kind: 'caught-up', at: away, of: home, planned: true }
const writer = (planned: boolean): End => ({ kind: 'writer', at: away, from: home, planned })
const replica: End = { kind: 'replica', at: home, of: away }
const never = new AbortController().signal
const leash: Leash = { epoch: 1, signal: never }

async function first(driver: Driver, end: End): Promise<Tactic> {
  const [tactic] = driver.tactics(end, await driver.inspect(never))
  if (!tactic) throw new Error(`no tactic for ${end.kind}`)
  return tactic
}

driverConformance('self-managed-postgres, on two real servers', async (): Promise<Stand> => {
  const pair = await PostgresPair.open()
  const driver = pair.driver()
  const both = [pair.home, pair.away]
  let epoch = 0
  return {
    driver,
    interlocked: pair.driver(false),
    ways: [
      { end: fenced(true) },
      { end: fenced(false) },
      {
        end: caughtUp,
        mayHold: true,
        arrange: async () => driver.apply((await first(driver, fenced(true))).action, leash),
      },
      { end: writer(true) },
      { end: replica, mayHold: true, arrange: () => pair.rebuild(pair.home, pair.away) },
    ],
    epoch: () => ++epoch,
    snapshot: () =>
      Promise.all(
        both.map(async (database) => {
          const { inRecovery, isFenced } = await database.inspect()
          return { at: database.region, inRecovery, isFenced }
        }),
      ),
    silence: async (how) => {
      if (how === 'dead') await Promise.all(both.map((database) => database.kill()))
      else
        for (const database of both) {
          await database.start()
          await database.freeze()
        }
    },
    close: () => pair.close(),
  }
})

describe('a self-run pair of databases', () => {
  let pair: PostgresPair
  beforeEach(async () => {
    pair = await PostgresPair.open()
  })
  afterEach(() => pair.close())

  it('is seen with its writer, and a replica that has all of it', async () => {
    await order(pair.home, 1)
    await expect.poll(() => orders(pair.away), WAIT).toEqual([1])
    await expect
      .poll(() => pair.driver().inspect(never), WAIT)
      .toMatchObject({
        active: home,
        facts: { 'one writer': { is: 'met' }, [`replica in ${away}`]: { is: 'met' } },
        gauges: [{ name: 'replica-lag-ms', in: away, reading: { is: 'known', value: 0 } }],
        impaired: [],
        state: { streaming: [away] },
      })
  })

  it('moves its writer and loses nothing: fenced, caught up, promoted', async () => {
    const driver = pair.driver()
    await order(pair.home, 1, 2)
    await expect.poll(async () => (await driver.inspect(never)).state.streaming, WAIT).toEqual([away])
    for (const end of [fenced(true), caughtUp, writer(true)]) {
      const { action } = await first(driver, end)
      await driver.apply(action, leash)
      await expect.poll(() => driver.holds(action, leash), WAIT).toMatchObject({ is: 'yes' })
    }
    expect(await orders(pair.away)).toEqual([1, 2])
    await order(pair.away, 3)
    expect((await driver.inspect(never)).active).toBe(away)
  })

  it('leaves a writer that is gone, under the policy’s leave, and says that it is still to be fenced', async () => {
    const driver = pair.driver()
    const calm = await driver.inspect(never)
    await pair.home.kill()
    const fences = driver.tactics(fenced(false), calm)
    expect(fences.map(({ leave, name, onFailure }) => [name, onFailure, leave])).toEqual([
      ['read-only', 'halt', undefined],
      ['on-return', 'carry-on', 'unreachable_writer'],
    ])
    const seen = await driver.inspect(never)
    expect(seen.impaired).toMatchObject([{ service: 'postgres', at: { region: home } }])
    expect(seen.facts[`replica in ${away}`]).toMatchObject({ is: 'met' })
    const { action } = await first(driver, writer(false))
    await driver.apply(action, leash)
    await expect.poll(() => driver.holds(action, leash), WAIT).toMatchObject({ is: 'yes' })
    await order(pair.away, 1)
  })

  it('refuses a second writer while the first takes writes', async () => {
    const driver = pair.driver()
    const { action } = await first(driver, writer(true))
    await expect(driver.apply(action, leash)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('two writers'),
    })
    expect(await pair.away.inspect()).toMatchObject({ inRecovery: true })
  })

  it('takes no fenced old writer for a replica', async () => {
    const driver = pair.driver()
    await driver.apply((await first(driver, fenced(true))).action, leash)
    await driver.apply((await first(driver, writer(true))).action, leash)
    await pair.away.kill()
    const seen = await driver.inspect(never)
    const [back] = driver.tactics({ kind: 'writer', at: home, from: away, planned: false }, seen)
    expect(seen.facts[`replica in ${home}`]).toMatchObject({ is: 'unmet' })
    if (back) await expect(driver.apply(back.action, leash)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('waits for whoever runs the host to make the old writer a replica, and says what to do', async () => {
    const driver = pair.driver()
    await driver.apply((await first(driver, fenced(true))).action, leash)
    await driver.apply((await first(driver, writer(true))).action, leash)
    await expect.poll(async () => (await driver.inspect(never)).active, WAIT).toBe(away)
    const { action, says } = await first(driver, replica)
    expect(says).toContain('pg_rewind or pg_basebackup')
    await driver.apply(action, leash)
    expect(await driver.holds(action, leash)).toMatchObject({ is: 'no' })
    await pair.rebuild(pair.home, pair.away)
    await expect.poll(() => driver.holds(action, leash), WAIT).toMatchObject({ is: 'yes' })
  })
})

describe('what validate --live finds of a self-run pair', () => {
  let pair: PostgresPair
  beforeAll(async () => {
    pair = await PostgresPair.open()
  })
  afterAll(() => pair.close())
  const rules = async () =>
    (await check(pair.resource, contextOf(), never)).map(({ rule, severity }) => `${severity} ${rule}`)

  it('finds nothing that a superuser could not do', async () => {
    await expect.poll(async () => (await rules()).filter((rule) => rule.startsWith('error')), WAIT).toEqual([])
  })

  it('finds a role that may look at nothing and promote nothing, and says how to grant it', async () => {
    await pair.home.ask(`CREATE ROLE watcher LOGIN PASSWORD 'watches'`)
    await pair.home.ask('GRANT CONNECT ON DATABASE shop TO watcher')
    await pair.loginAs({ user: 'watcher', password: 'watches' })
    await expect
      .poll(rules, WAIT)
      .toEqual(expect.arrayContaining(['error postgres-may-not-promote', 'error postgres-sees-too-little']))
    const found = await check(pair.resource, contextOf(), never)
    expect(found.map(({ next }) => next)).toContain('GRANT pg_read_all_stats TO watcher')
    await pair.home.ask('GRANT pg_read_all_stats TO watcher')
    await pair.home.ask('GRANT EXECUTE ON FUNCTION pg_promote(boolean, integer) TO watcher')
    await expect.poll(async () => (await rules()).filter((rule) => rule.startsWith('error')), WAIT).toEqual([])
    await expect.poll(async () => (await pair.driver().inspect(never)).state.streaming, WAIT).toEqual([away])
  })

  it('finds a replica that streams from nobody, and a writer that does not answer', async () => {
    await pair.home.kill()
    await expect
      .poll(rules, WAIT)
      .toEqual(expect.arrayContaining(['error postgres-not-streaming', 'unknown postgres-unseen']))
  })
})

describe('the settings of a self-run pair', () => {
  it('never hold a connection string, only where it is found', () => {
    expect(settings.safeParse({ dsn: { [home]: 'postgresql://me:secret@db/orders' } }).success).toBe(false)
    expect(settings.safeParse({ dsn: { [home]: 'ORDERS_DSN', [away]: './orders-eu.dsn' } }).success).toBe(true)
  })

  it('want nothing of IAM', () => {
    expect(grants(settings.parse({ dsn: { [home]: 'ORDERS_DSN' } }), [])).toEqual({ looking: [], acting: [] })
  })
})
