import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { findProcess } from '../../../../../src/providers/local/cloud/database/process-table.js'
import { freeEndpoint, Servers } from './fixtures/servers.js'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })
const servers = new Servers()
const parents: ChildProcess[] = []
afterAll(async () => {
  for (const parent of parents) parent.kill('SIGKILL')
  await servers.end()
})

const WAIT = { timeout: 60_000 }

interface Said {
  readonly pids: readonly number[]
  readonly running: readonly number[]
}

/** A process that has started a server from the build. */
async function parentOf(
  fate: string,
): Promise<{ readonly parent: ChildProcess; readonly said: Said; readonly dir: string }> {
  const dir = await servers.dir()
  const { port } = await freeEndpoint()
  const file = join(import.meta.dirname, 'fixtures', 'parent.mjs')
  const parent = spawn(process.execPath, [file, dir, String(port), fate], { stdio: ['ignore', 'pipe', 'inherit'] })
  parents.push(parent)
  const [line] = (await once(parent.stdout, 'data')) as [Buffer]
  return { parent, said: JSON.parse(line.toString()), dir }
}

/** What is in the session of the server `pid` and no child of its: the shell that guards it. */
function guardsOf(pid: number): readonly number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,sess='], { encoding: 'utf8' }).trim().split('\n')
  const table = lines.map((line) => line.trim().split(/\s+/).map(Number))
  return table.flatMap(([each = 0, parent, session]) =>
    session === pid && each !== pid && parent !== pid ? [each] : [],
  )
}

const sessionOf = (pid: number): number =>
  Number(execFileSync('ps', ['-o', 'sess=', '-p', String(pid)], { encoding: 'utf8' }))

describe('a server whose supervisor is killed', () => {
  it.each(['running', 'frozen'])('is gone with all its processes within seconds, %s as it was', async (fate) => {
    const { parent, said } = await parentOf(fate)
    expect(said.running.length).toBeGreaterThan(3)
    const guards = guardsOf(said.pids[0] ?? 0)
    expect(guards.length).toBeGreaterThan(0)
    parent.kill('SIGKILL')
    await expect.poll(() => [...said.running, ...guards].filter(findProcess), WAIT).toEqual([])
  })
})

describe('the guard of a server', () => {
  it('leaves when the server was stopped', async () => {
    const { said } = await parentOf('stopped')
    expect(said.running).toEqual([])
    await expect.poll(() => guardsOf(said.pids[0] ?? 0), WAIT).toEqual([])
  })

  it('and the server are in a session of their own, which a Ctrl-C in ours does not reach', async () => {
    const { parent, said } = await parentOf('running')
    const [postmaster = 0] = said.pids
    expect(sessionOf(postmaster)).toBe(postmaster)
    expect(sessionOf(parent.pid ?? 0)).not.toBe(postmaster)
  })
})
