import { readFileSync } from 'node:fs'
import { appendFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ask } from '../../../../../src/providers/local/cloud/database/connect.js'
import type { Database } from '../../../../../src/providers/local/cloud/database/database.js'
import { findProcess } from '../../../../../src/providers/local/cloud/database/process-table.js'
import { Hammer } from './fixtures/hammer.js'
import { order, orders, Servers } from './fixtures/servers.js'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })
const servers = new Servers()
afterAll(() => servers.end())

const PATIENT = { connectMs: 20_000, statementMs: 20_000 }
const HASTY = { connectMs: 300, statementMs: 300 }

describe('a new server', () => {
  let database: Database
  beforeAll(async () => {
    database = await servers.writer()
  })

  it('is a writer that keeps what it was told over a stop', async () => {
    expect(await database.inspect()).toMatchObject({ inRecovery: false, isFenced: false, timeline: 1 })
    await order(database, 1)
    await database.stop()
    expect(database).toMatchObject({ isRunning: false, pid: undefined })
    expect(database.pids()).toEqual([])
    await database.start()
    expect(await orders(database)).toEqual([1])
  })

  it('listens on TCP alone, asks everyone for a password, and waits for the disk before it answers', async () => {
    const settings = await database.ask(
      `SELECT name, setting FROM pg_settings WHERE name = ANY ('{fsync,synchronous_commit,full_page_writes,listen_addresses,unix_socket_directories,server_encoding}')`,
    )
    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
      ...{ fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' },
      ...{ listen_addresses: '127.0.0.1', unix_socket_directories: '', server_encoding: 'UTF8' },
    })
    const methods = await database.ask('SELECT DISTINCT auth_method FROM pg_hba_file_rules')
    expect(methods).toEqual([{ auth_method: 'scram-sha-256' }])
    await expect(
      ask({ ...database.superuserTarget, password: 'wrong' }, PATIENT, 'log in', 'SELECT 1'),
    ).rejects.toMatchObject({ code: 'denied', message: expect.stringContaining('password authentication failed') })
  })

  it('lets the shop order and say that it lives', async () => {
    const app = (sql: string) => ask(database.appTarget, PATIENT, 'shop', sql)
    await app(`INSERT INTO orders (number, item, zone, region) VALUES (2, 'tea', 'use1-az1', 'us-east-1')`)
    const beat = `INSERT INTO heartbeat VALUES ('us-east-1', 'use1-az1', now())
      ON CONFLICT (region) DO UPDATE SET zone = excluded.zone, at = excluded.at`
    await app(beat)
    await app(beat)
    expect(await app('SELECT region, zone FROM heartbeat')).toEqual([{ region: 'us-east-1', zone: 'use1-az1' }])
    expect(await app('SELECT placed_at IS NOT NULL AS placed FROM orders WHERE number = 2')).toEqual([{ placed: true }])
  })

  it.each([
    ['delete orders', 'DELETE FROM orders'],
    ['change orders', `UPDATE orders SET item = 'coffee'`],
    ['make tables', 'CREATE TABLE mine (a int)'],
    ['make roles', 'CREATE ROLE mine'],
    ['lower a fence', 'ALTER SYSTEM RESET default_transaction_read_only'],
    ['reload', 'SELECT pg_reload_conf()'],
    ['promote', 'SELECT pg_promote()'],
    ['read files', `SELECT pg_read_file('postgresql.auto.conf')`],
  ])('does not let the shop %s', async (_, sql) => {
    await expect(ask(database.appTarget, PATIENT, 'shop', sql)).rejects.toMatchObject({ code: 'denied' })
  })
})

describe('a server that does not start', () => {
  it('says that its port is taken, and what to do', async () => {
    const database = await servers.database()
    await database.init()
    const { address, port } = database.endpoint
    const squatter = createServer().listen(port, address)
    try {
      await expect(database.start()).rejects.toMatchObject({
        code: 'refused',
        message: expect.stringMatching(
          /PostgreSQL of us-east-1 does not start on .*exit code 1.*Address already in use/s,
        ),
        next: `free ${address}:${port}, or choose another port`,
      })
    } finally {
      await new Promise((closed) => squatter.close(closed))
    }
    expect(database.isRunning).toBe(false)
    await database.start()
    expect(database.isRunning).toBe(true)
  })

  it('says what of its settings is wrong', async () => {
    const database = await servers.database()
    await database.init()
    await appendFile(join(database.dataDir, 'postgresql.conf'), '\nmax_connections = many\n')
    await expect(database.start()).rejects.toThrow(/invalid value for parameter "max_connections": "many"/)
  })

  it('says that there is no data', async () => {
    const database = await servers.database()
    await database.init()
    await writeFile(join(database.dataDir, 'PG_VERSION'), '9.6\n')
    await expect(database.start()).rejects.toThrow(/database files are incompatible with server/)
    await expect(database.init()).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/cannot make a database in .*exists but is not empty/s),
    })
  })
})

describe('a server started read-only', () => {
  it('is fenced before anyone can reach it, and stays so until it is unfenced', async () => {
    const database = await servers.writer()
    await database.stop()
    await database.start({ readOnly: true })
    expect(await database.inspect()).toMatchObject({ inRecovery: false, isFenced: true })
    await expect(order(database, 1)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/read-only/),
    })
    await database.stop()
    await database.start()
    expect(await database.inspect()).toMatchObject({ isFenced: true })
    await database.unfence()
    await order(database, 1)
    await database.stop()
    await database.start()
    expect(await database.inspect()).toMatchObject({ isFenced: false })
  })
})

describe('a frozen server', () => {
  it('holds every process and every connection, until it is thawed', async () => {
    const database = await servers.writer()
    await database.freeze()
    const pids = database.pids()
    expect(pids.length).toBeGreaterThan(3)
    expect(pids.filter((pid) => !findProcess(pid)?.isStopped)).toEqual([])
    expect(database).toMatchObject({ isRunning: true, isFrozen: true, pid: pids[0] })
    await expect(ask(database.appTarget, HASTY, 'look', 'SELECT 1')).rejects.toMatchObject({ code: 'timed-out' })
    const patient = ask(database.appTarget, PATIENT, 'look', 'SELECT 1 AS one')
    database.thaw()
    expect(await patient).toEqual([{ one: 1 }])
    expect(database.isFrozen).toBe(false)
  })

  it('goes on where it stood with the statements it had taken', async () => {
    const database = await servers.writer()
    const hammer = new Hammer(database, 4)
    await expect.poll(() => hammer.acknowledged.size, { timeout: 60_000 }).toBeGreaterThan(20)
    await database.freeze()
    const before = hammer.acknowledged.size
    database.thaw()
    await expect.poll(() => hammer.acknowledged.size, { timeout: 60_000 }).toBeGreaterThan(before + 20)
    await hammer.end()
    expect(hammer.refusals).toEqual([])
  })

  it.each(['stop', 'kill'] as const)('can be brought to its end by %s', async (end) => {
    const database = await servers.writer()
    const pids = database.pids()
    await database.freeze()
    await database[end]()
    expect(pids.filter(findProcess)).toEqual([])
    await database.start()
    expect(await orders(database)).toEqual([])
  })
})

describe('a killed server', () => {
  it('is gone with all its processes, and has every order it acknowledged when it is back', async () => {
    const database = await servers.writer()
    const hammer = new Hammer(database, 4)
    await expect.poll(() => hammer.acknowledged.size, { timeout: 60_000 }).toBeGreaterThan(100)
    const pids = database.pids()
    await database.kill()
    expect(pids.filter(findProcess)).toEqual([])
    expect(database).toMatchObject({ isRunning: false, isFrozen: false, pid: undefined })
    const unreachable = ask(database.appTarget, PATIENT, 'look', 'SELECT 1')
    await expect(unreachable).rejects.toMatchObject({ code: 'unreachable' })
    await hammer.end()
    await database.start()
    const there = new Set(await orders(database))
    expect([...hammer.acknowledged].filter((number) => !there.has(number))).toEqual([])
  })

  it.runIf(process.platform === 'linux')('leaves no shared memory behind', async () => {
    const database = await servers.writer()
    const segments = () =>
      readFileSync('/proc/sysvipc/shm', 'utf8')
        .split('\n')
        .map((line) => line.trim().split(/\s+/)[1])
    const id = readFileSync(join(database.dataDir, 'postmaster.pid'), 'utf8').split('\n')[6]?.trim().split(/\s+/)[1]
    expect(segments()).toContain(id)
    const [setting] = await database.ask('SHOW dynamic_shared_memory_type')
    expect(setting).toEqual({ dynamic_shared_memory_type: 'mmap' })
    await database.kill()
    expect(segments()).not.toContain(id)
  })

  it('is known to be down when somebody else killed it, and starts again', async () => {
    const database = await servers.writer()
    const pid = database.pid ?? 0
    process.kill(pid, 'SIGKILL')
    await expect.poll(() => database.isRunning).toBe(false)
    await database.kill()
    await database.start()
    expect(database.pid).not.toBe(pid)
  })
})
