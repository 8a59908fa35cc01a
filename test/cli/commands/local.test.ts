/** `failover local`, as people run it: the built command, on a local cloud in a directory of its own. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { takeDown } from '../../../src/providers/local/cloud/take-down.js'
import { type Ended, failover, ROOT } from '../fixtures/command.js'

let above: string
let dir: string

beforeAll(async () => {
  above = await mkdtemp(path.join(os.tmpdir(), 'failover-local-'))
  // PostgreSQL's own user passes through it.
  await chmod(above, 0o711)
  dir = path.join(above, 'cloud')
})
afterAll(async () => {
  await takeDown(dir)
  await rm(above, { recursive: true })
}, 90_000)

const local = (...args: readonly string[]): Promise<Ended> =>
  failover(['local', ...args], { env: { FAILOVER_LOCAL_DIR: dir } })
const documentOf = ({ stdout }: Ended) => JSON.parse(stdout) as Record<string, unknown>

describe('failover local, while no cloud runs', () => {
  it.each([['status'], ['break', 'us-east-1'], ['heal']])('%s says how to start one', async (...args) => {
    const ended = await local(...args)
    expect(ended).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('no local cloud runs in') })
    expect(ended.stderr).toContain('next: "failover local up" starts one')
  })

  it('down has nothing to do', async () => {
    expect(await local('down')).toMatchObject({ code: 0, stdout: 'No local cloud runs here.\n' })
  })

  it('up with a faulty policy tells every fault, and starts nothing', async () => {
    const file = path.join(above, 'faulty.yaml')
    await writeFile(file, 'version: 2\napp: shop\n')
    const ended = await local('up', '--policy', file)
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining(`${file}:1:10`) })
    expect(existsSync(dir)).toBe(false)
  })

  it.each([50, 1_500])(
    'up, interrupted after %s ms, leaves nothing',
    async (ms) => {
      const bin = path.join(ROOT, 'dist', 'bin', 'failover.js')
      const env = { ...process.env, FAILOVER_LOCAL_DIR: dir }
      const child = spawn(process.execPath, [bin, 'local', 'up'], { env, stdio: 'ignore' })
      const ended = once(child, 'exit')
      await sleep(ms)
      child.kill('SIGINT')
      expect(await ended).toEqual([null, 'SIGINT'])
      expect(existsSync(dir)).toBe(false)
    },
    90_000,
  )
})

describe('failover local', () => {
  it('up says where everything is and what to try, and goes', async () => {
    const { code, stdout, stderr } = await local('up')
    expect(stderr).toBe('')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^The local cloud is up, and stays until "failover local down"\.\n/)
    expect(stdout).toMatch(/use1-az1 +http:\/\/127\.\d+\.\d+\.\d+:\d+\//)
    expect(stdout).toMatch(/dig @127\.\d+\.\d+\.\d+ -p \d+ www\.shop\.test \+short/)
    expect(stdout).toContain(path.join(dir, 'policy.yaml'))
    expect(stdout).toMatch(/curl http:\/\/127\./)
    expect(stdout).toMatch(/failover local break us-east-1 +# /)
  }, 120_000)

  it('up again says that it is up already, the same way, and changes nothing', async () => {
    const first = documentOf(await local('up', '--json'))
    expect(first).toMatchObject({ up: true, already: true, dir, layout: { publicName: 'www.shop.test' } })
    expect(JSON.stringify(first)).not.toMatch(/token|password/)
    const second = await local('up')
    expect(second).toMatchObject({ code: 0, stderr: 'the local cloud is up already\n' })
    expect(documentOf(await local('up', '--json'))).toEqual(first)
  })

  it('status shows what runs where', async () => {
    const { code, stdout } = await local('status')
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^www\.shop\.test \(TTL 2 s, serial 1\), name server .*: runs \(pid \d+\)\nnothing is broken\n/,
    )
    expect(stdout).toMatch(/use1-az1 +runs \(pid \d+\) +weight 1, 4 of 12 slots/)
    expect(stdout).toMatch(/database +runs \(pid \d+\) +writer/)
    expect(stdout).toMatch(/database +runs \(pid \d+\) +replica of us-east-1, lag /)
  })

  it('break and heal do what they say, and status tells of it', async () => {
    expect(await local('break', 'use1-az1')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('use1-az1 (kill)'),
    })
    const slow = documentOf(await local('break', 'euw1-az1', 'slow', '--delay', '150', '--json'))
    expect(slow).toEqual({ broken: { target: 'euw1-az1', kind: 'slow', delayMs: 150 } })
    await local('break', 'dns', 'hang')
    const { stdout } = await local('status')
    expect(stdout).toContain('broken: use1-az1 kill; euw1-az1 slow 150 ms; dns hang')
    expect(stdout).toMatch(/use1-az1 +down/)
    expect(stdout).toMatch(/name server .*: hangs \(pid \d+\)/)
    expect(documentOf(await local('heal', 'use1-az1', '--json'))).toEqual({ healed: 'use1-az1' })
    expect(documentOf(await local('status', '--json')).broken).toHaveLength(2)
    expect((await local('heal')).stdout).toBe('Healed: everything.\n')
    expect(documentOf(await local('status', '--json')).broken).toEqual([])
  }, 90_000)

  it.each([
    [['mars'], 'there is no "mars"', 'us-east-1, use1-az1'],
    [['use1-az1', 'db-stuck'], 'cannot be broken by "db-stuck"', 'break us-east-1'],
    [['us-east-1', 'kil'], 'no such way', 'kill, hang'],
    [['us-east-1', 'partition', '--with', 'mars'], '"mars"', 'eu-west-1, us-west-2'],
    [['use1-az1', 'errors', '--percent', 'half'], '--percent half', '0 to 100'],
    [['use1-az1', 'kill', '--with', 'eu-west-1'], 'no other side', ''],
  ])('break %j is a slip of the hand: what there is stands in the answer', async (args, what, next) => {
    const { code, stderr } = await local('break', ...args)
    expect(code).toBe(2)
    expect(stderr).toContain(what)
    expect(stderr).toContain(next)
  })

  it('down leaves nothing', async () => {
    expect(documentOf(await local('down', '--json'))).toEqual({ down: true, wasUp: true })
    expect(existsSync(dir)).toBe(false)
  }, 90_000)
})
