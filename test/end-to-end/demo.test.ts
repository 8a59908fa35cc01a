import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { failover } from '../cli/fixtures/command.js'
import { COMMAND, until } from './fixtures/at-the-cloud.js'

/** A place for temporary files of its own, so that what is left in it is the demo's. */
async function inTemp(work: (dir: string) => Promise<void>): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'failover-demo-test-'))
  // PostgreSQL's own user passes through it.
  await chmod(dir, 0o711)
  try {
    await work(dir)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

/** Command lines of processes that name `dir`. */
async function processesOf(dir: string): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')))
  return lines.filter((line) => line.includes(dir))
}

describe('failover demo', () => {
  it('shows a real failover, counts it, and leaves nothing', async () => {
    await inTemp(async (dir) => {
      const { code, stderr, stdout } = await failover(['demo', '--json'], { env: { TMPDIR: dir } })
      expect(stderr).not.toContain('failover:')
      const found = JSON.parse(stdout)
      expect(found).toMatchObject({
        scenario: 'region-loss',
        decision: { kind: 'act' },
        incident: { state: 'recovered' },
      })
      for (const figure of ['detectMs', 'decideMs', 'flipMs', 'servedAgainMs', 'totalMs', 'acknowledged', 'lost']) {
        expect(found[figure], figure).toEqual(expect.any(Number))
      }
      expect(found.acknowledged).toBeGreaterThan(20)
      expect(found.plan.steps.map(({ id }: { id: string }) => id)).toContain('orders.writer')
      expect(code).toBe(0)
      expect(await readdir(dir)).toEqual([])
    })
  }, 120_000)

  it.each([
    ['zone-loss', 'evacuate'],
    ['stuck-database', 'failover'],
    ['planned-switchover', 'switchover'],
  ])(
    '--scenario %s makes the right move: %s',
    async (scenario, move) => {
      await inTemp(async (dir) => {
        const { code, stdout } = await failover(['demo', '--scenario', scenario, '--json'], { env: { TMPDIR: dir } })
        const found = JSON.parse(stdout)
        expect(found.error).toBeUndefined()
        expect(found.incident.move.kind).toBe(move)
        if (move !== 'failover') expect(found.lost).toBe(0)
        expect(code).toBe(0)
      })
    },
    120_000,
  )

  it('--stay leaves the cloud to play with, and its journal, until it is taken down', async () => {
    await inTemp(async (dir) => {
      const env = { TMPDIR: dir, FAILOVER_LOCAL_DIR: join(dir, 'stays') }
      expect((await failover(['demo', '--stay', '--json'], { env })).code).toBe(0)
      const { stdout } = await failover(['report', '--list'], { env, cwd: dir })
      expect(stdout).toContain('recovered  failover us-east-1 → eu-west-1')
      expect((await failover(['local', 'down'], { env })).code).toBe(0)
      expect(await readdir(dir)).toEqual([])
    })
  }, 120_000)

  it('--scenario bad-release holds', async () => {
    await inTemp(async (dir) => {
      const { code, stdout } = await failover(['demo', '--scenario', 'bad-release', '--json'], { env: { TMPDIR: dir } })
      const found = JSON.parse(stdout)
      expect(found).toMatchObject({ decision: { kind: 'hold' }, plan: null, incident: null })
      expect(code).toBe(0)
    })
  }, 120_000)

  it.skipIf(!existsSync('/proc/self/cmdline')).each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
    'ended by %s in the midst leaves no process and no file',
    async (signal) => {
      await inTemp(async (dir) => {
        const demo = spawn(process.execPath, [COMMAND, 'demo'], {
          env: { ...process.env, TMPDIR: dir },
          stdio: ['ignore', 'pipe', 'pipe'],
        })
        let said = ''
        demo.stdout.setEncoding('utf8').on('data', (text) => {
          said += text
        })
        await until('the break', () => said.includes('failover local break'), 60_000)
        demo.kill(signal)
        await until('the end of all its processes', async () => (await processesOf(dir)).length === 0, 60_000)
        await until('an empty place', async () => (await readdir(dir)).length === 0, 30_000)
      })
    },
    120_000,
  )
})
