import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ask, Connections, withSession } from '../../../../../src/providers/local/cloud/database/connect.js'
import type { Database } from '../../../../../src/providers/local/cloud/database/database.js'
import { sqlState } from '../../../../../src/providers/local/cloud/database/sql-error.js'
import { freeEndpoint, Servers } from './fixtures/servers.js'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })
const servers = new Servers()
let database: Database
let mute: Server
const taken = new Set<Socket>()
beforeAll(async () => {
  database = await servers.writer()
  // What a frozen server looks like from outside: the system accepts for it, and nobody speaks.
  mute = createServer((socket) => taken.add(socket.on('error', () => {}))).listen(0, '127.0.0.1')
  await once(mute, 'listening')
})
afterAll(async () => {
  for (const socket of taken) socket.destroy()
  mute.close()
  await servers.end()
})

const PATIENT = { connectMs: 20_000, statementMs: 20_000 }
const HASTY = { connectMs: 300, statementMs: 300 }
const muteTarget = () => {
  const address = mute.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { ...database.appTarget, at: { address: '127.0.0.1', port } }
}

describe('a session', () => {
  it('puts statements with values and gives rows', async () => {
    const rows = await withSession(database.appTarget, PATIENT, 'look', (put) => put('SELECT $1::int + 1 AS sum', [1]))
    expect(rows).toEqual([{ sum: 2 }])
  })

  it('lets what goes wrong in the work itself through untouched', async () => {
    const own = new Error('no such file')
    const failing = withSession(database.appTarget, PATIENT, 'look', () => Promise.reject(own))
    await expect(failing).rejects.toBe(own)
  })

  it.each([
    [
      'a server that refuses the password',
      'denied',
      '28P01',
      () => ({ ...database.appTarget, password: 'wrong' }),
      'SELECT 1',
    ],
    [
      'a server that asks for a password where there is none',
      'denied',
      undefined,
      () => ({ ...database.appTarget, password: '' }),
      'SELECT 1',
    ],
    [
      'a database that is not there',
      'not-found',
      '3D000',
      () => ({ ...database.superuserTarget, database: 'x' }),
      'SELECT 1',
    ],
    ['a statement that takes too long', 'timed-out', '57014', () => database.appTarget, 'SELECT pg_sleep(60)'],
    ['a statement that is wrong', 'refused', '42601', () => database.appTarget, 'SELEKT'],
    [
      'a server that is shut down meanwhile',
      'unreachable',
      '57P01',
      () => database.superuserTarget,
      'SELECT pg_terminate_backend(pg_backend_pid())',
    ],
    ['a server that says nothing', 'timed-out', undefined, () => muteTarget(), 'SELECT 1'],
  ] as const)('tells of %s as %s', async (_, code, state, target, sql) => {
    const failing = ask(target(), { ...PATIENT, ...(code === 'timed-out' ? HASTY : {}) }, 'ask the shop', sql)
    await expect(failing).rejects.toMatchObject({ code, message: expect.stringMatching(/^ask the shop: ./) })
    expect(sqlState(await failing.catch((thrown: unknown) => thrown))).toBe(state)
  })

  it('tells that nobody is there', async () => {
    const failing = ask({ ...database.appTarget, at: await freeEndpoint() }, PATIENT, 'ask the shop', 'SELECT 1')
    await expect(failing).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    })
  })

  it.each(['SELECT pg_sleep(60)', 'mute'])('is given up when the signal fires: %s', async (sql) => {
    const over = new AbortController()
    const target = sql === 'mute' ? muteTarget() : database.appTarget
    const failing = ask(target, { ...PATIENT, signal: over.signal }, 'ask the shop', sql)
    setTimeout(() => over.abort(), 200)
    await expect(failing).rejects.toMatchObject({
      code: 'timed-out',
      message: 'ask the shop: given up before it answered',
    })
    await expect(ask(target, { ...PATIENT, signal: over.signal }, 'again', sql)).rejects.toMatchObject({
      code: 'timed-out',
    })
  })
})

describe('connections', () => {
  it('are kept over statements, also over one that was refused', async () => {
    const connections = new Connections(database.appTarget, PATIENT, 1)
    const backend = async () => (await connections.ask('look', 'SELECT pg_backend_pid() AS pid'))[0]?.pid
    const first = await backend()
    await expect(connections.ask('look', 'SELEKT')).rejects.toMatchObject({ code: 'refused' })
    expect(await backend()).toBe(first)
    await connections.close()
  })

  it('are not used again when they were lost or given up on', async () => {
    const connections = new Connections(database.appTarget, PATIENT, 1)
    const lost = connections.ask('look', 'SELECT pg_terminate_backend(pg_backend_pid())')
    await expect(lost).rejects.toMatchObject({ code: 'unreachable' })
    expect(await connections.ask('look', 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    const sleeping = connections.ask('look', 'SELECT pg_sleep(60)', [], AbortSignal.timeout(200))
    await expect(sleeping).rejects.toMatchObject({ code: 'timed-out' })
    expect(await connections.ask('look', 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    await connections.close()
  })

  it('do not leak what comes after it was given up on, and wait for a free one no longer than told', async () => {
    const connections = new Connections(database.appTarget, { ...PATIENT, connectMs: 1_000 }, 1)
    const busy = connections.ask('look', 'SELECT pg_sleep(3)')
    await expect(connections.ask('look', 'SELECT 1', [], AbortSignal.timeout(100))).rejects.toMatchObject({
      code: 'timed-out',
    })
    await expect(connections.ask('look', 'SELECT 1')).rejects.toMatchObject({ code: 'timed-out' })
    await busy
    expect(await connections.ask('look', 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    await connections.close()
  })

  it('close although the server is frozen', async () => {
    const connections = new Connections(database.appTarget, HASTY, 2)
    await connections.ask('look', 'SELECT 1')
    await database.freeze()
    await expect(connections.ask('look', 'SELECT 1')).rejects.toMatchObject({ code: 'timed-out' })
    await expect(connections.ask('look', 'SELECT 1')).rejects.toMatchObject({ code: 'timed-out' })
    await connections.close()
    database.thaw()
  })
})
