import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aDay, type Day, SOONER, until } from './fixtures/at-the-cloud.js'

const EXIT = { done: 0, usage: 2, held: 3, halted: 4, notLeader: 5, failed: 6 }

let day: Day

beforeAll(async () => {
  day = await aDay()
})
afterAll(async () => {
  await day.close()
})

const time = (inMs: number): string => new Date(Date.now() + inMs).toISOString().slice(11, 16)
const HOUR_MS = 3_600_000
const LIVE = ['drill', '--live', '--until', time(4 * HOUR_MS)]
const roles = async () => (await day.harness.status()).regions.map(({ database }) => database.role)
const events = (kind: string): number => day.entries().filter(({ event }) => event.kind === kind).length
const isAway = async (): Promise<boolean> => (await roles())[1] === 'writer'

describe('a game day', () => {
  it.each([
    [
      'outside its window',
      ['drill', '--live', '--window', `${time(2 * HOUR_MS)}-${time(3 * HOUR_MS)}`, '--yes'],
      EXIT.held,
    ],
    ['without an end', ['drill', '--live', '--yes'], EXIT.usage],
    ['for a share without whom the writer would go alone', [...LIVE, '--share', '10%', '--yes'], EXIT.usage],
    ['without a word that it may', [...LIVE, '--stay', '1s'], EXIT.usage],
    ['that does not fit before its end', [...LIVE, '--stay', '6h', '--yes'], EXIT.held],
  ] as const)('%s is refused, and nothing is changed', async (_, args, exit) => {
    const { code, stderr } = await day.run(...args)
    expect(code).toBe(exit)
    expect(stderr).toMatch(/nothing was changed/)
    expect(day.entries()).toEqual([])
  })

  it('as a dry run shows both plans and changes nothing (law 18)', async () => {
    const { code, stdout } = await day.run(...LIVE, '--stay', '1s', '--dry-run', '--json')
    expect(code).toBe(EXIT.done)
    const found = JSON.parse(stdout)
    expect(found.plan.move).toMatchObject({ kind: 'switchover', to: 'eu-west-1' })
    expect(found.back.plan.move).toMatchObject({ kind: 'switchover', to: 'us-east-1' })
    expect(day.entries()).toEqual([])
  })

  it('goes to the standby for real, stays, comes home, and tells what came true', async () => {
    const { code, stdout } = await day.run(...LIVE, '--stay', '3s', '--yes', '--json')
    expect(code).toBe(EXIT.done)
    const { gameDay } = JSON.parse(stdout)
    expect(gameDay).toMatchObject({
      is: 'home',
      out: { move: { to: 'eu-west-1' }, state: 'recovered', loss: { is: 'known', writes: 0 } },
      back: { move: { to: 'us-east-1' }, state: 'recovered', loss: { is: 'known', writes: 0 } },
      away: { bad: 0 },
    })
    expect(gameDay.aborted).toBeUndefined()
    expect(JSON.parse((await day.run('status', '--json')).stdout).gameDay).toBeUndefined()
    expect(gameDay.out.foretold.time.tookMs).toBeGreaterThan(0)
    expect(gameDay.away.looks).toBeGreaterThan(5)
    expect(await roles()).toEqual(['writer', 'replica'])
  }, 60_000)

  it('takes a share of the users along, and goes home when those who stayed there are not served', async () => {
    // The shop writes to the database beside it alone: who stays at home has no writer.
    const ran = await day.run(...LIVE, '--share', '80%', '--stay', '10m', '--yes', '--json', ...SOONER)
    expect(ran.code).toBe(EXIT.failed)
    const { gameDay } = JSON.parse(ran.stdout)
    expect(gameDay).toMatchObject({ is: 'home', aborted: expect.stringMatching(/its database is no writer/) })
    expect(gameDay.away.atHome).toBeGreaterThanOrEqual(gameDay.away.bad)
    const steps = day.entries().flatMap(({ event }) => (event.kind === 'plan-accepted' ? event.plan.steps : []))
    expect(steps.map(({ says }) => says)).toContain(
      'answer front from eu-west-1: 80 % of users, 20 % still from us-east-1',
    )
    expect(await roles()).toEqual(['writer', 'replica'])
  }, 120_000)

  it('is broken off when a zone turns bad, and is home at once', async () => {
    const running = day.run(...LIVE, '--stay', '10m', '--yes', '--json', ...SOONER)
    await until('the standby to serve', isAway)
    await day.harness.break({ target: 'euw1-az1', kind: 'kill' })
    const { code, stdout } = await running
    expect(code).toBe(EXIT.failed)
    expect(JSON.parse(stdout).gameDay).toMatchObject({ is: 'home', aborted: expect.stringMatching(/euw1-az1|looks/) })
    expect(await roles()).toEqual(['writer', 'replica'])
    await day.harness.heal()
  }, 60_000)

  it('goes home on Ctrl-C', async () => {
    const before = events('verified')
    const running = day.start(...LIVE, '--stay', '10m', '--yes', ...SOONER)
    await until('the way out to be over', () => events('verified') > before)
    running.kill('SIGINT')
    const code = await new Promise((resolve) => running.once('exit', resolve))
    expect(code).toBe(EXIT.failed)
    expect(await roles()).toEqual(['writer', 'replica'])
  }, 60_000)

  it('that is killed on its way out is brought home by resume and back', async () => {
    const before = events('step-started')
    const running = day.start(...LIVE, '--stay', '10m', '--yes', ...SOONER)
    await until('the way out to begin', () => events('step-started') > before + 2)
    running.kill('SIGKILL')
    await new Promise((resolve) => running.once('exit', resolve))
    expect((await day.run('resume')).code).toBe(EXIT.done)
    const { gameDay } = JSON.parse((await day.run('status', '--json')).stdout)
    expect(gameDay).toMatchObject({ by: 'ada', home: 'us-east-1' })
    expect(await isAway()).toBe(true)
    expect((await day.run('back', '--yes', ...SOONER)).code).toBe(EXIT.done)
    expect(await roles()).toEqual(['writer', 'replica'])
  }, 60_000)

  it('is not begun while another leads', async () => {
    const watcher = day.start('watch', '--port', '0')
    const leads = async (): Promise<boolean> =>
      JSON.parse((await day.run('status', '--json')).stdout).leader !== undefined
    await until('the watcher to lead', leads)
    const { code, stderr } = await day.run(...LIVE, '--stay', '1s', '--yes')
    expect(code).toBe(EXIT.notLeader)
    expect(stderr).toContain('nothing was changed')
    watcher.kill('SIGINT')
    await new Promise((resolve) => watcher.once('exit', resolve))
  }, 60_000)
})
