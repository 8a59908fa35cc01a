import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ask } from '../../../../../src/providers/local/cloud/database/connect.js'
import type { Database } from '../../../../../src/providers/local/cloud/database/database.js'
import { Hammer } from './fixtures/hammer.js'
import { orders, Servers } from './fixtures/servers.js'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })
const servers = new Servers()
let database: Database
beforeAll(async () => {
  database = await servers.writer()
})
afterAll(() => servers.end())

const PATIENT = { connectMs: 20_000, statementMs: 20_000 }
const WAIT = { timeout: 60_000 }
const INSERT = `INSERT INTO orders (number, item, zone, region) VALUES ($1, 'tea', 'z', 'r')`

describe('a fence', () => {
  it('is final under load: nothing is acknowledged or lands after it, and nothing acknowledged before it is lost', async () => {
    for (let round = 0; round < 5; round += 1) {
      await database.ask('TRUNCATE orders')
      const hammer = new Hammer(database, 8)
      await expect.poll(() => hammer.acknowledged.size, WAIT).toBeGreaterThan(30)
      await database.fence()
      const firstAfter = hammer.next
      const atFence = await orders(database)
      const refused = (): number => hammer.refusals.filter((code) => code === '25006').length
      await expect.poll(refused, WAIT).toBeGreaterThan(30)
      await hammer.end()
      expect(await orders(database)).toEqual(atFence)
      const there = new Set(atFence)
      expect([...hammer.acknowledged].filter((number) => !there.has(number))).toEqual([])
      expect([...hammer.acknowledged].filter((number) => number >= firstAfter)).toEqual([])
      await database.unfence()
    }
  })

  it('ends a transaction that began before it, which can then not commit', async () => {
    const { at, ...login } = database.appTarget
    const client = new Client({ ...login, host: at.address, port: at.port })
    client.on('error', () => {})
    await client.connect()
    await client.query('BEGIN')
    await client.query(INSERT, [1_000_000])
    await database.fence()
    await expect(client.query('COMMIT')).rejects.toThrow()
    await client.end()
    expect(await orders(database)).not.toContain(1_000_000)
    await database.unfence()
  })

  it('lets the app read, outlasts a loss of power, and can be put up twice', async () => {
    await database.fence()
    await database.fence()
    await database.kill()
    await database.start()
    const app = (sql: string, values: readonly unknown[] = []) => ask(database.appTarget, PATIENT, 'shop', sql, values)
    expect(await app('SELECT 1 AS one')).toEqual([{ one: 1 }])
    await expect(app(INSERT, [2_000_000])).rejects.toMatchObject({ code: 'refused' })
    await database.unfence()
    await database.unfence()
    await database.kill()
    await database.start()
    await app(INSERT, [2_000_000])
  })

  it('says so when the server does not answer, and holds once it is repeated', async () => {
    await database.freeze()
    await expect(database.fence()).rejects.toMatchObject({ code: 'timed-out' })
    database.thaw()
    await database.fence()
    expect(await database.inspect()).toMatchObject({ isFenced: true })
  })
})
