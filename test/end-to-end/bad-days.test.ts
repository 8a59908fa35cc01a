import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aDay, type Day, SOONER, until } from './fixtures/at-the-cloud.js'

const EXIT = { done: 0, usage: 2, held: 3, halted: 4, notLeader: 5 }

let day: Day

beforeAll(async () => {
  day = await aDay()
})
afterAll(async () => {
  await day.close()
})

const activeRegion = async (): Promise<string | undefined> => {
  const { name } = await day.harness.status()
  return Object.entries(name.weights)
    .find(([, weight]) => weight > 0)?.[0]
    .slice(0, 4)
}

describe('what is asked wrongly', () => {
  it('an unknown region ends with 2 and names those there are', async () => {
    const { code, stderr } = await day.run('--to', 'eu-west-2', '--yes')
    expect(code).toBe(EXIT.usage)
    expect(stderr).toContain('eu-west-2 is no region of this policy')
    expect(stderr).toContain('us-east-1, eu-west-1')
  })

  it('a policy that cannot be read ends with 2 and says why', async () => {
    const { code, stderr } = await day.run('--policy', 'not-there.yaml', '--to', 'eu-west-1', '--yes')
    expect(code).toBe(EXIT.usage)
    expect(stderr).toContain('not-there.yaml')
    expect(stderr).toContain('--policy FILE')
  })

  it('without a terminal and without --yes nothing is changed', async () => {
    const { code, stderr } = await day.run('--to', 'eu-west-1')
    expect(code).toBe(EXIT.usage)
    expect(stderr).toContain('nothing was changed')
    expect(day.entries()).toEqual([])
    expect(await activeRegion()).toBe('use1')
  })

  it('a port that is taken ends the watcher with 2, and its lease is free again', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await until('a port', () => server.listening)
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const { code, stderr } = await day.run('watch', '--port', String(port))
    server.close()
    expect(code).toBe(EXIT.usage)
    expect(stderr).toContain(String(port))
    const { code: after } = await day.run('--to', 'us-east-1', '--yes')
    expect(after).toBe(EXIT.done)
  })
})

describe('a dry run', () => {
  it('reads everything, prints the plan, and changes nothing (law 18)', async () => {
    const before = await day.harness.status()
    const { code, stdout } = await day.run('--to', 'eu-west-1', '--dry-run', '--json')
    expect(code).toBe(EXIT.done)
    const found = JSON.parse(stdout)
    expect(found).toMatchObject({ dryRun: true, decision: { kind: 'act' } })
    expect(found.plan.steps.length).toBeGreaterThan(3)
    expect(found.forecast).toMatchObject({ plan: found.plan.hash, countsFrom: 'order' })
    const after = await day.harness.status()
    expect(after.name).toEqual(before.name)
    expect(after.fenced).toEqual([])
    expect(after.regions.map(({ zones }) => zones)).toEqual(before.regions.map(({ zones }) => zones))
    expect(day.entries()).toEqual([])
  })
})

describe('a store that is not there', () => {
  it('stops a move before it begins, and names the way without it', async () => {
    await writeFile(join(day.dir, 'in-the-way'), 'no directory')
    const policy = join(day.dir, 'no-store.yaml')
    const text = await readFile(join(day.dir, 'policy.yaml'), 'utf8')
    await writeFile(policy, `${text}\nstore: file:${day.dir}/in-the-way/journal\n`)
    const { code, stderr } = await day.run('--policy', policy, '--to', 'eu-west-1', '--yes')
    expect(code).toBe(EXIT.held)
    expect(stderr).toContain('in-the-way')
    expect(stderr).toContain('--break-glass')
    expect(await activeRegion()).toBe('use1')
  })
})

describe('a replica that lags beyond the guard', () => {
  it('holds a failover with 3 and the numbers', async () => {
    await day.harness.break({ target: 'us-east-1', kind: 'partition', with: 'eu-west-1' })
    const lags = async (): Promise<boolean> => {
      const { code, stderr } = await day.run('--to', 'eu-west-1', '--dry-run')
      return code === EXIT.held && /held by replica-lag: lag of orders [\d.]+ s, limit 5 s/.test(stderr)
    }
    await until('the lag to be more than the guard allows', lags)
    await day.harness.heal()
    await until('the replica to catch up', async () => (await day.run('--to', 'eu-west-1', '--dry-run')).code === 0)
  })
})

describe('both regions failing', () => {
  it('holds, whoever asks', async () => {
    await day.harness.break({ target: 'us-east-1', kind: 'errors' })
    await day.harness.break({ target: 'eu-west-1', kind: 'errors' })
    const { code, stderr } = await day.run('--to', 'eu-west-1', '--yes')
    await day.harness.heal()
    expect(code).toBe(EXIT.held)
    expect(stderr).toContain('held by standby-health')
    expect(await activeRegion()).toBe('use1')
  })
})

describe('a name server that was killed', () => {
  it('halts a move at the last step, and the move is resumed once it is healed', async () => {
    await until('calm', async () => (await day.run('--to', 'eu-west-1', '--dry-run')).code === 0)
    const begun = day.start('--to', 'eu-west-1', '--yes', ...SOONER)
    await until('the fence', () =>
      day.entries().some(({ event }) => event.kind === 'step-started' && event.step === 'orders.fenced'),
    )
    await day.harness.break({ target: 'dns', kind: 'kill' })
    await until('its end', () => begun.exitCode !== null)
    expect(begun.exitCode).toBe(EXIT.halted)
    const refused = await day.run('--to', 'eu-west-1', '--yes', ...SOONER)
    expect(refused.code).toBe(EXIT.held)
    expect(refused.stderr).toContain('one-at-a-time')
    await day.harness.heal('dns')
    const { code, stdout } = await day.run('resume')
    expect(stdout).toContain('recovered')
    expect(code).toBe(EXIT.done)
    expect(await activeRegion()).toBe('euw1')
  }, 120_000)

  it('the way home is a switchover that rebuilds the old writer first', async () => {
    const { code, stdout } = await day.run('back', '--yes', ...SOONER)
    expect(stdout).toContain('rebuild orders in us-east-1')
    expect(code).toBe(EXIT.done)
    expect(await activeRegion()).toBe('use1')
    const { regions } = await day.harness.status()
    expect(regions.map(({ database }) => database.role)).toEqual(['writer', 'replica'])
  }, 120_000)
})

describe('the store lost on the worst day', () => {
  it('the switch works by --break-glass, and its record is merged later (law 19)', async () => {
    const policy = join(day.dir, 'no-store.yaml')
    const glass = ['--policy', policy, '--break-glass', ...SOONER]
    const { code, stderr } = await day.run('--to', 'eu-west-1', '--yes', ...glass)
    expect(stderr).not.toContain('a bug')
    expect(code).toBe(EXIT.done)
    expect(await activeRegion()).toBe('euw1')
    const { code: back } = await day.run('back', '--yes', ...SOONER)
    expect(back).toBe(EXIT.done)
    const notes = day.entries().filter(({ event }) => event.kind === 'note')
    expect(notes.map(({ event }) => ('text' in event ? event.text : ''))).toEqual([
      expect.stringContaining('break glass'),
    ])
  }, 120_000)
})
