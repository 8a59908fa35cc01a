/** Starts and ends of a cloud, each on real processes: however it ends, nothing of it is left. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openCloud } from '../../../../src/providers/local/cloud/client.js'
import { listProcesses } from '../../../../src/providers/local/cloud/database/process-table.js'
import { until } from '../../../../src/providers/local/cloud/database/wait.js'
import { filesIn } from '../../../../src/providers/local/cloud/dir.js'
import { openHarness } from '../../../../src/providers/local/cloud/harness.js'
import { notesIn } from '../../../../src/providers/local/cloud/leftovers.js'
import type { Harness } from '../../../../src/providers/local/cloud/local-cloud.js'
import { startCloud } from '../../../../src/providers/local/cloud/start-cloud.js'
import { takeDown } from '../../../../src/providers/local/cloud/take-down.js'
import { startOf } from '../../../../src/providers/store/process-start.js'
import { order, visit } from './fixtures/visit.js'

const POLICY = 'policies/local.yaml'
const DEADLINE_MS = 60_000

let above: string
let dir: string

beforeEach(async () => {
  above = await mkdtemp(path.join(os.tmpdir(), 'failover-start-'))
  // PostgreSQL's own user passes through it.
  await chmod(above, 0o711)
  dir = path.join(above, 'cloud')
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await takeDown(dir)
  await rm(above, { recursive: true, force: true })
}, DEADLINE_MS)

const start = async (rest: { readonly lifeline?: boolean; readonly signal?: AbortSignal } = {}): Promise<Harness> =>
  startCloud(dir, await readFile(POLICY, 'utf8'), POLICY, { lifeline: true, ...rest })

/** Every process of the cloud, and the processes of those. */
function family(): readonly number[] {
  const all = listProcesses()
  const found = notesIn(dir).flatMap(({ part, pid }) => (part === 'starter' ? [] : [pid]))
  for (const pid of found) found.push(...all.filter(({ parent }) => parent === pid).map((child) => child.pid))
  return [...new Set(found)]
}

/** Starts anew as soon as `first` is not up any more. */
async function startAfter({ layout }: Harness): Promise<Harness> {
  await until('the first to go', DEADLINE_MS, () => !existsSync(filesIn(dir).layout))
  expect(startOf(layout.supervisor.pid)).toBeDefined()
  return start()
}

const children = (): readonly number[] =>
  listProcesses().flatMap(({ parent, pid }) => (parent === process.pid ? [pid] : []))

const allGone = (pids: readonly number[]): Promise<void> =>
  until('every process to be gone', DEADLINE_MS, () => pids.every((pid) => startOf(pid) === undefined))

describe('a cloud that is up', () => {
  it('is found by its directory, is not started twice, and leaves nothing when it goes down', async () => {
    const harness = await start({ lifeline: false })
    await expect(start()).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining(dir) })
    expect((await openHarness(dir)).layout).toEqual(harness.layout)
    expect(await readFile(filesIn(dir).policy, 'utf8')).toBe(await readFile(POLICY, 'utf8'))
    const pids = family()
    // Eight servers, the name server, two databases with processes of their own, the supervisor.
    expect(pids.length).toBeGreaterThan(12)
    await harness.down()
    expect(pids.filter((pid) => startOf(pid) !== undefined)).toEqual([])
    expect(existsSync(dir)).toBe(false)
    expect(await takeDown(dir)).toBe(false)
  }, 180_000)

  it('goes down by itself when the process that holds its lifeline is killed', async () => {
    const starter = spawn(process.execPath, [path.join(import.meta.dirname, 'fixtures', 'starter.mjs'), dir, POLICY])
    await once(starter.stdout, 'data')
    const pids = family()
    starter.kill('SIGKILL')
    await allGone(pids)
    await until('its directory to be gone', DEADLINE_MS, () => !existsSync(dir))
  }, 180_000)

  it('leaves no process when its supervisor is killed, not even those that hang; the next start cleans up', async () => {
    const harness = await start({ lifeline: false })
    await harness.break({ target: 'use1-az1', kind: 'hang' })
    await harness.break({ target: 'dns', kind: 'hang' })
    await harness.break({ target: 'eu-west-1', kind: 'hang' })
    const pids = family()
    process.kill(harness.layout.supervisor.pid, 'SIGKILL')
    await allGone(pids)
    await expect(openCloud(dir, { mayChange: true })).rejects.toMatchObject({
      ...{ code: 'unreachable', next: expect.stringContaining('failover local up') },
    })
    const next = await start()
    expect(await next.status()).toMatchObject({ broken: [] })
  }, 240_000)

  it('of which nothing but the directory is left is taken down all the same', async () => {
    const harness = await start({ lifeline: false })
    const pids = family()
    process.kill(harness.layout.supervisor.pid, 'SIGKILL')
    expect(await takeDown(dir)).toBe(true)
    await allGone(pids)
    expect(existsSync(dir)).toBe(false)
  }, 180_000)
})

describe('a start', () => {
  it.each([0, 200, 1_500])(
    'given up after %s ms leaves nothing',
    async (ms) => {
      const before = children()
      const starting = start({ signal: AbortSignal.timeout(ms) })
      await expect(starting).rejects.toMatchObject({ code: 'timed-out', message: expect.stringContaining('given up') })
      expect(existsSync(dir)).toBe(false)
      expect(children().filter((pid) => !before.includes(pid))).toEqual([])
    },
    120_000,
  )

  it('beside others, on the remains of a dead cloud, is the only one; the others find it up', async () => {
    const dead = await start({ lifeline: false })
    process.kill(dead.layout.supervisor.pid, 'SIGKILL')
    const outcomes = await Promise.allSettled([start(), start(), start()])
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
    expect(refused).toMatchObject([{ code: 'conflict' }, { code: 'conflict' }])
    expect((await openHarness(dir)).layout.supervisor.pid).not.toBe(dead.layout.supervisor.pid)
  }, 240_000)

  it('while a cloud goes down waits for its end', async () => {
    const first = await start({ lifeline: false })
    const [second] = await Promise.all([startAfter(first), first.down()])
    expect(await second.status()).toMatchObject({ broken: [] })
  }, 240_000)

  it('refuses a directory with anything else in it, and leaves that alone', async () => {
    await mkdir(dir)
    await writeFile(path.join(dir, 'thesis.txt'), 'years of work')
    await expect(start()).rejects.toMatchObject({ code: 'refused', message: expect.stringContaining('thesis.txt') })
    expect(await takeDown(dir)).toBe(false)
    expect(await readFile(path.join(dir, 'thesis.txt'), 'utf8')).toBe('years of work')
  })

  it('refuses a link in the directory’s place', async () => {
    const elsewhere = path.join(above, 'elsewhere')
    await mkdir(elsewhere)
    await symlink(elsewhere, dir)
    await expect(start()).rejects.toMatchObject({ code: 'refused', message: expect.stringContaining('no directory') })
    await rm(dir)
  })

  it('of a policy it cannot be built from says why, and leaves nothing', async () => {
    const text = await readFile('policies/storefront.yaml', 'utf8')
    const starting = startCloud(dir, text, 'policies/storefront.yaml', { lifeline: true })
    await expect(starting).rejects.toMatchObject({ code: 'unsupported', message: expect.stringContaining('for aws') })
    expect(existsSync(dir)).toBe(false)
  }, 60_000)

  it('where there is one address only tells servers apart by their ports', async () => {
    vi.stubEnv('FAILOVER_LOCAL_ADDRESSES', 'shared')
    const harness = await start()
    const { addresses, regions } = harness.layout
    expect(addresses).toBe('shared')
    const places = regions.flatMap(({ canary, zones }) => [canary, ...zones.map(({ http }) => http)])
    expect(new Set(places.map(({ address }) => address))).toEqual(new Set(['127.0.0.1']))
    expect(new Set(places.map(({ port }) => port)).size).toBe(places.length)
    const first = regions[0]?.zones[0]
    if (!first) throw new Error('a zone')
    expect(await order(first.http, 1)).toBe(201)
    await harness.break({ target: first.zone, kind: 'kill' })
    expect(await visit(first.http, '/healthz')).toBe('refusal')
    await harness.heal()
    expect(await order(first.http, 1)).toBe(200)
    const breaking = harness.break({ target: 'us-east-1', kind: 'partition', with: 'us-west-2' })
    await expect(breaking).rejects.toMatchObject({ code: 'unsupported' })
  }, 180_000)
})
