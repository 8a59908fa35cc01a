import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { failover } from '../cli/fixtures/command.js'
import { COMMAND, until } from './fixtures/at-the-cloud.js'

/** A place for temporary files of its own, so that what is left in it is the drill's. */
async function inTemp(work: (dir: string) => Promise<void>): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'failover-drill-test-'))
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

describe('failover drill --world local', () => {
  it.each([
    ['zone-killed', 'evacuate'],
    ['controller-killed-mid-move', 'failover'],
  ])(
    'replays %s, judges what was seen, and leaves nothing',
    async (drill, move) => {
      await inTemp(async (dir) => {
        const args = ['drill', drill, '--world', 'local', '--json']
        const { code, stderr, stdout } = await failover(args, { env: { TMPDIR: dir } })
        const [found] = JSON.parse(stdout).drills
        const unmet = found.expectations.filter(({ met }: { met: boolean }) => !met)
        expect(unmet, stderr).toEqual([])
        expect(found).toMatchObject({ world: 'local', passed: true, laws: [], moves: [{ move: { kind: move } }] })
        expect(found.lawsChecked.whole).toContain('L10')
        expect(found.lawsChecked.not).toContain('L16')
        expect(stderr).toBe('')
        expect(code).toBe(0)
        expect(await readdir(dir)).toEqual([])
      })
    },
    150_000,
  )

  it.skipIf(!existsSync('/proc/self/cmdline')).each(['SIGINT', 'SIGKILL'] as const)(
    'ended by %s in the midst leaves no process and no file',
    async (signal) => {
      await inTemp(async (dir) => {
        const drill = spawn(process.execPath, [COMMAND, 'drill', 'region-lost', '--world', 'local'], {
          env: { ...process.env, TMPDIR: dir },
          stdio: ['ignore', 'pipe', 'ignore'],
        })
        let said = ''
        drill.stdout.setEncoding('utf8').on('data', (text) => {
          said += text
        })
        await until('the break', () => said.includes('failover local break'), 60_000)
        drill.kill(signal)
        await until('the end of all its processes', async () => (await processesOf(dir)).length === 0, 60_000)
        await until('an empty place', async () => (await readdir(dir)).length === 0, 30_000)
      })
    },
    120_000,
  )
})
