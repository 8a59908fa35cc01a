import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Tactic } from '../../../src/model/plan.js'
import type { Driver } from '../../../src/model/resource.js'
import { settings } from '../../../src/providers/actions/exec-action.js'
import { check, execAction } from '../../../src/providers/actions/exec-action-driver.js'
import type { AwsContext } from '../../../src/providers/aws/driver-context.js'
import { driverConformance } from '../../fixtures/driver-conformance.js'
import { underOneLeash } from './fixtures/one-leash.js'
import { contextOf, traffic, zoneLeft } from './fixtures/places.js'

const dirs: string[] = []
afterAll(() => {
  for (const dir of dirs) rmSync(dir, { recursive: true, force: true })
})

function scratch(): string {
  const dir = mkdtempSync(join(tmpdir(), 'failover-exec-'))
  dirs.push(dir)
  return dir
}

function script(dir: string, name: string, text: string): void {
  writeFileSync(join(dir, name), `#!/bin/sh\n${text}\n`)
  chmodSync(join(dir, name), 0o755)
}

const read = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '')

function cdn(dir: string, more: Readonly<Record<string, unknown>> = {}) {
  const read = settings.parse({
    ...{ at: 'traffic', dir, holds: ['./points-to', '{to}'], apply: ['./point-to', '{to}'] },
    ...{ undo: ['./point-to', '{from}'], ...more },
  })
  return { name: 'cdn', type: 'exec-action', settings: read }
}

/** A CDN that is a file, which says where it points. */
function fileCdn(dir: string): void {
  writeFileSync(join(dir, 'origin'), 'us-east-1\n')
  script(dir, 'points-to', 'test "$(cat origin)" = "$1"')
  script(dir, 'point-to', 'echo "$1" > origin')
}

const leash = (signal = AbortSignal.timeout(60_000)) => ({ epoch: 7, signal })

async function tacticOf(driver: Driver): Promise<Tactic> {
  const [tactic] = driver.tactics(traffic, await driver.inspect(leash().signal))
  if (!tactic) throw new Error('no tactic')
  return tactic
}

async function until(what: string, holds: () => boolean): Promise<void> {
  const end = performance.now() + 30_000
  while (!holds()) {
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`)
    await sleep(20)
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    // A process that has ended and that nobody waited for is still counted.
    return !/^State:\s+Z/m.test(read(`/proc/${pid}/status`))
  } catch {
    return false
  }
}

driverConformance('exec-action, with a "holds"', async () => {
  const dir = scratch()
  fileCdn(dir)
  let epoch = 0
  return {
    driver: underOneLeash(execAction(cdn(dir), contextOf(true))),
    interlocked: underOneLeash(execAction(cdn(dir), contextOf(false))),
    ways: [{ end: traffic }],
    epoch: () => ++epoch,
    snapshot: async () => read(join(dir, 'origin')),
    silence: async (how) => script(dir, 'points-to', how === 'dead' ? 'exit 2' : 'sleep 600'),
    // What is silent is the CDN; its programs stand where they stood.
    unsilenced: ['program ./points-to', 'program ./point-to'],
    hasNoPlane: true,
    close: async () => undefined,
  }
})

driverConformance('exec-action, without a "holds"', async () => {
  const dir = scratch()
  fileCdn(dir)
  const step = { ...cdn(dir), settings: { ...cdn(dir).settings, holds: undefined } }
  let epoch = 0
  return {
    driver: underOneLeash(execAction(step, contextOf(true))),
    interlocked: underOneLeash(execAction(step, contextOf(false))),
    ways: [{ end: traffic }],
    epoch: () => ++epoch,
    snapshot: async () => read(join(dir, 'origin')),
    silence: async () => undefined,
    unsilenced: ['program ./point-to'],
    hasNoPlane: true,
    close: async () => undefined,
  }
})

describe('exec-action', () => {
  let dir: string
  beforeEach(() => {
    dir = scratch()
    fileCdn(dir)
  })

  it('is told what it is for in arguments and variables, without a shell between them', async () => {
    script(
      dir,
      'point-to',
      'printf "%s|" "$@" > told; env | grep ^FAILOVER_ | sort > variables; echo eu-west-1 > origin',
    )
    const apply = ['./point-to', '{to}', '--was={from}', '$(touch oops); {region} {epoch}', '{not a name}']
    const driver = execAction(cdn(dir, { apply }), contextOf(true))
    const { action, says } = await tacticOf(driver)
    expect(says).toBe("cdn: run ./point-to eu-west-1 --was=us-east-1 '$(touch oops); eu-west-1 {epoch}' '{not a name}'")
    await driver.apply(action, leash())
    expect(read(join(dir, 'told'))).toBe('eu-west-1|--was=us-east-1|$(touch oops); eu-west-1 7|{not a name}|')
    expect(existsSync(join(dir, 'oops'))).toBe(false)
    expect(read(join(dir, 'variables')).trim().split('\n')).toEqual([
      ...['FAILOVER_APP=shop', 'FAILOVER_DOING=apply', 'FAILOVER_EPOCH=7', 'FAILOVER_FROM=us-east-1'],
      ...['FAILOVER_REGION=eu-west-1', 'FAILOVER_RESOURCE=cdn', 'FAILOVER_TO=eu-west-1'],
    ])
  })

  it('is told the zone that is left', async () => {
    script(dir, 'drain', 'echo "$1" > drained')
    const step = settings.parse({ at: 'zone-left', dir, apply: ['./drain', '{zone}'], undo: 'none' })
    const driver = execAction({ name: 'drain', type: 'exec-action', settings: step }, contextOf(true))
    const [tactic] = driver.tactics(zoneLeft, await driver.inspect(leash().signal))
    expect(tactic?.undo).toEqual({ kind: 'not-needed' })
    if (tactic) await driver.apply(tactic.action, leash())
    expect(read(join(dir, 'drained'))).toBe('use1-az1\n')
  })

  it('holds by exit code 0, does not by 1, and is unknown by any other, with the last words', async () => {
    const driver = execAction(cdn(dir), contextOf(true))
    const { action } = await tacticOf(driver)
    for (const [text, is] of [
      ['echo points there; exit 0', 'yes'],
      ['exit 1', 'no'],
      ['echo no credentials >&2; exit 255', 'unknown'],
      ['kill -KILL $$', 'unknown'],
    ] as const) {
      script(dir, 'points-to', text)
      expect(await driver.holds(action, leash()), text).toMatchObject({ is })
    }
    script(dir, 'points-to', 'for n in 1 2 3 4 5; do echo line $n; done; echo no credentials >&2; exit 255')
    const { because } = await driver.holds(action, leash())
    expect(because).toBe('./points-to exited with 255: line 4; line 5; no credentials')
  })

  it('fails with the program’s last words, and tells what cannot be mended by trying again', async () => {
    const driver = execAction(cdn(dir), contextOf(true))
    const { action } = await tacticOf(driver)
    script(dir, 'point-to', 'echo quota exceeded; exit 3')
    await expect(driver.apply(action, leash())).rejects.toMatchObject({
      ...{ code: 'refused', message: './point-to exited with 3: quota exceeded' },
    })
    rmSync(join(dir, 'point-to'))
    await expect(driver.apply(action, leash())).rejects.toMatchObject({ code: 'not-found' })
  })

  it('without a "holds" is run anew in each bringing-about, and taken to hold in the one it was run in', async () => {
    script(dir, 'point-to', 'echo "$1" >> origin')
    const driver = execAction({ ...cdn(dir), settings: { ...cdn(dir).settings, holds: undefined } }, contextOf(true))
    const { action } = await tacticOf(driver)
    const first = leash()
    expect(await driver.holds(action, first)).toMatchObject({ is: 'no' })
    await driver.apply(action, first)
    expect(await driver.holds(action, first)).toMatchObject({ is: 'yes' })
    // The same move again, under the same epoch: another incident.
    expect(await driver.holds(action, leash())).toMatchObject({ is: 'no' })
  })

  it('is taken back once even where it does not hold, since it may have been half done', async () => {
    const driver = execAction(cdn(dir), contextOf(true))
    const { undo } = await tacticOf(driver)
    if (undo.kind !== 'action') throw new Error('it can be undone')
    const run = leash()
    expect(await driver.holds(undo.action, run)).toMatchObject({ is: 'no' })
    await driver.apply(undo.action, run)
    expect(await driver.holds(undo.action, run)).toMatchObject({ is: 'yes' })
  })

  it('in a dry run asks "holds", and runs nothing else', async () => {
    const driver = execAction(cdn(dir), contextOf(false))
    const { action } = await tacticOf(driver)
    expect(await driver.holds(action, leash())).toMatchObject({ is: 'no' })
    await expect(driver.apply(action, leash())).rejects.toMatchObject({ code: 'interlocked' })
    expect(read(join(dir, 'origin'))).toBe('us-east-1\n')
  })

  it('is not planned without its programs, and says which', async () => {
    rmSync(join(dir, 'point-to'))
    const seen = await execAction(cdn(dir), contextOf(true)).inspect(leash().signal)
    expect(seen.facts['program ./points-to']).toMatchObject({ is: 'met' })
    expect(seen.facts['program ./point-to']).toEqual({
      ...{ is: 'unmet', because: `${join(dir, 'point-to')} is not there, or may not be run` },
    })
    const bare = execAction(cdn(dir, { apply: ['no-such-program-anywhere'] }), contextOf(true))
    expect((await bare.inspect(leash().signal)).facts['program no-such-program-anywhere']).toMatchObject({
      is: 'unmet',
    })
  })

  it('live, is found to have programs that are missing, and a "holds" that cannot answer', async () => {
    const context = { ...contextOf(false), aws: { mayChange: false } } as unknown as AwsContext
    expect(await check(cdn(dir), context, leash().signal)).toEqual([])
    script(dir, 'points-to', 'echo no credentials; exit 9')
    const mute = await check(cdn(dir), context, leash().signal)
    expect(mute.map(({ rule, severity }) => [rule, severity])).toEqual([
      ...[
        ['step-mute', 'error'],
        ['step-mute', 'error'],
      ],
    ])
    expect(mute[0]?.says).toContain('no credentials')
    rmSync(join(dir, 'point-to'))
    expect(await check(cdn(dir), context, leash().signal)).toMatchObject([
      { rule: 'step-not-ready', severity: 'error' },
    ])
  })
})

interface Begun {
  readonly driver: Driver
  readonly stop: () => void
  readonly ended: Promise<unknown>
}

describe('a program that must stop', () => {
  let dir: string
  const pids: number[] = []
  beforeEach(() => {
    dir = scratch()
    fileCdn(dir)
  })
  afterEach(() => {
    for (const pid of pids.splice(0)) if (isAlive(pid)) process.kill(pid, 'SIGKILL')
  })

  /** Starts a step whose program notes the pids of its own family, and waits until it has. */
  async function begun(text: string): Promise<Begun> {
    script(dir, 'point-to', `${text}\nsleep 600 & echo $! > child; echo $$ > self; wait`)
    const driver = execAction(cdn(dir), contextOf(true))
    const { action } = await tacticOf(driver)
    const over = new AbortController()
    const ended = driver.apply(action, leash(over.signal)).catch((thrown: unknown) => thrown)
    await until('the program', () => read(join(dir, 'self')) !== '')
    pids.push(...family())
    return { driver, stop: () => over.abort(), ended }
  }
  const family = (): readonly number[] => ['child', 'self'].map((name) => Number(read(join(dir, name))))

  it('is asked to, with all its family', async () => {
    const { ended, stop } = await begun(`trap 'echo asked > asked; exit 1' TERM`)
    stop()
    await ended
    await until('its end', () => !family().some(isAlive))
    expect(read(join(dir, 'asked'))).toBe('asked\n')
  })

  it('is killed when it does not hear', async () => {
    const { ended, stop } = await begun(`trap '' TERM`)
    stop()
    await ended
    await until('its end', () => !family().some(isAlive))
  })

  it('leaves nothing behind when it ends by itself', async () => {
    script(dir, 'point-to', 'sleep 600 & echo $! > child; echo $$ > self; echo "$1" > origin')
    const driver = execAction(cdn(dir), contextOf(true))
    const { action } = await tacticOf(driver)
    await driver.apply(action, leash())
    pids.push(...family())
    await until('its end', () => !family().some(isAlive))
  })

  it('is run one at a time: what takes it back waits for what was told to stop', async () => {
    const { driver, ended, stop } = await begun(`trap '' TERM`)
    const { undo } = await tacticOf(driver)
    if (undo.kind !== 'action') throw new Error('it can be undone')
    const order: string[] = []
    stop()
    script(dir, 'point-to', 'echo "$1" > origin')
    const undone = driver.apply(undo.action, leash()).then(() => order.push('undone'))
    await Promise.all([ended.then(() => order.push('ended')), undone])
    expect(order).toEqual(['ended', 'undone'])
  })

  it('is stopped as well when failover itself is killed', async () => {
    script(dir, 'point-to', 'sleep 600 & echo $! > child; echo $$ > self; wait')
    const run = spawn(process.execPath, [runnerIn(dir), dir], { stdio: 'ignore' })
    await until('the program', () => read(join(dir, 'self')) !== '')
    pids.push(...family())
    run.kill('SIGKILL')
    await until('its end', () => !family().some(isAlive))
  })
})

/** A process of its own that runs ./point-to until it ends, from the build. */
function runnerIn(dir: string): string {
  const built = pathToFileURL(join('dist', 'providers', 'actions', 'run-program.js'))
  const runner = join(dir, 'runner.mjs')
  writeFileSync(
    runner,
    `import { runProgram } from '${built}'
     const program = { argv: ['./point-to'], dir: process.argv[2], env: process.env }
     await runProgram(program, new AbortController().signal)`,
  )
  return runner
}
