import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { randomDay } from '../../src/drill/random-day.js'
import { runDrill } from '../../src/drill/run-drill.js'
import { describeMove } from '../../src/model/move.js'
import { region } from '../../src/model/place.js'
import { resourceTypes } from '../../src/providers/registry.js'
import type { Rehearsal } from '../../src/rehearse/rehearsal.js'
import type { Drill } from '../../src/sim/drill.js'
import { judge } from '../../src/sim/expectations.js'
import { lawsBroken } from '../../src/sim/laws.js'
import type { Trace } from '../../src/sim/trace.js'
import { loaded } from '../sim/fixtures/drill-text.js'

const drills = join(import.meta.dirname, '../../drills')

/** A run under a policy of the drills that are shipped. */
async function run(lines: string): Promise<Trace> {
  return runDrill(drillOf(lines))
}

function drillOf(lines: string): Drill {
  const found = loaded(`version: 1\ntitle: A day\npolicy: policies/static.yaml\n${lines}`, {
    types: resourceTypes,
    read: (file) => ({ is: 'text', file, text: readFileSync(join(drills, file), 'utf8') }),
  })
  if (found.is === 'faults') throw new Error(JSON.stringify(found.faults))
  return found.drill
}

const MINUTE_MS = 60_000

/** Everything in us-east-1 loses power at minute 2. */
const DARK = '- { at: 2m, impair: { service: power, region: us-east-1, errors: 100% } }'

const kindsIn = ({ entries }: Trace): readonly string[] => entries.map(({ entry }) => entry.event.kind)

describe('a drill that is run', () => {
  it('is calm while nothing happens: one look after another, one mind, no entry, nothing changed', async () => {
    const trace = await run('until: 10m')
    expect(trace.endedMs).toBe(10 * MINUTE_MS)
    expect(trace.minds).toMatchObject([{ host: 'host-1', decision: { kind: 'hold', reason: 'steady' } }])
    expect(trace.entries).toEqual([])
    expect(trace.leases).toMatchObject([{ atMs: 0, epoch: 1, host: 'host-1' }])
    expect(trace.calls.filter(({ does }) => does === 'change')).toEqual([])
    expect(trace.calls.length).toBeGreaterThan(0)
  })

  it('is the same to the last entry for the same drill and seed', async () => {
    const lines = `seed: 3\nevents:\n  ${DARK}\nuntil: 25m`
    expect(JSON.stringify(await run(lines))).toBe(JSON.stringify(await run(lines)))
  })

  it('wakes from its rest for a rehearsal that is due, and is the same day without one', async () => {
    const day = drillOf('until: 6h')
    const drills = [{ name: 'hourly', to: region('eu-west-1'), cron: '0 * * * *', timeZone: 'UTC' }]
    const made: Rehearsal[] = []
    const also = [{ onRehearsed: (each: Rehearsal) => made.push(each) }]
    const trace = await runDrill({ ...day, policy: { ...day.policy, drills } }, { also })
    expect(made.length).toBeGreaterThanOrEqual(6)
    expect(made.slice(1).every(({ at, dueAt }) => at >= dueAt && at - dueAt <= 30_000)).toBe(true)
    expect(made.map(({ outcome }) => outcome)).toEqual(made.map(() => 'would-run'))
    expect(made.flatMap(({ drift }) => drift)).toEqual([])
    expect(trace.entries).toEqual([])
    expect(trace.calls.filter(({ does }) => does === 'change')).toEqual([])
    expect(trace.minds).toEqual((await runDrill(day)).minds)
  })

  it('is led by the next controller once the first has died, under the next epoch and not before its lease ran out', async () => {
    const trace = await run(`world: { controllers: 2 }
events:
  - { at: 2m, controller: { crash: leader } }
until: 5m`)
    expect(trace.leases.map(({ epoch, host }) => `${epoch} ${host}`)).toEqual(['1 host-1', '2 host-2'])
    expect(trace.leases[1]?.atMs).toBeGreaterThan(2 * MINUTE_MS)
    expect(trace.leases[1]?.atMs).toBeLessThan(3 * MINUTE_MS)
    expect(trace.calls.some(({ atMs, host }) => host === 'host-1' && atMs > 2 * MINUTE_MS + 1_000)).toBe(false)
  })

  it('puts on record what each person was answered, refused or not', async () => {
    const trace = await run(`events:
  - { at: 2m, operator: { run: '--to us-east-1 --yes' } }
  - { at: 3m, operator: { run: resume } }
  - { at: 4m, operator: { run: '--to eu-west-1 --planned --dry-run' } }
until: 10m`)
    expect(trace.answers?.map(({ because, by, is }) => [by, is, because])).toEqual([
      ['operator-1', 'not-done', 'us-east-1 serves already'],
      ['operator-2', 'not-done', 'no incident is open'],
      ['operator-3', 'done', 'rehearsed, and nothing changed'],
    ])
  })

  it('is led again by a controller that was started again', async () => {
    const trace = await run(`events:
  - { at: 2m, controller: { crash: leader } }
  - { at: 3m, controller: { restart: leader } }
until: 5m`)
    expect(trace.leases.map(({ epoch, host }) => `${epoch} ${host}`)).toEqual(['1 host-1', '2 host-1'])
    expect(trace.leases[1]?.atMs).toBeGreaterThanOrEqual(3 * MINUTE_MS)
  })

  it('has a controller that is paused do nothing, and take up where it was', async () => {
    const trace = await run(`events:
  - { at: 2m, for: 10s, controller: { pause: leader } }
until: 4m`)
    const during = trace.calls.filter(({ atMs }) => atMs > 2 * MINUTE_MS + 1 && atMs < 2 * MINUTE_MS + 10_000)
    expect(during).toEqual([])
    expect(trace.calls.some(({ atMs }) => atMs > 3 * MINUTE_MS)).toBe(true)
    expect(trace.leases).toHaveLength(1)
  })

  it('has a person freeze a region and thaw it, once the guard is waived by name', async () => {
    const trace = await run(`until: 10m
events:
  - { at: 2m, operator: { run: 'freeze us-east-1' } }
  - { at: 4m, operator: { run: thaw } }
  - { at: 6m, operator: { run: 'thaw us-east-1 --waive hold-down' } }`)
    expect(trace.answers?.map(({ because, is }) => [is, because.replace(/[:;].*/, '')])).toEqual([
      ['done', 'us-east-1 is frozen'],
      ['not-done', expect.stringContaining('thaw us-east-1 held by hold-down')],
      ['done', 'us-east-1 is no longer frozen'],
    ])
    expect(lawsBroken(trace)).toEqual([])
  })

  it('has an operator who asks the leader, and the leader act', async () => {
    const trace = await run(`events:
  - { at: 2m, operator: { run: "--to eu-west-1 --planned --because rehearsal" } }
until: 40m
expect:
  - { do: switchover, to: eu-west-1, after: 2m, by: 3m }
  - { moves: 1 }`)
    expect(judge(trace)).toMatchObject([{ met: true }, { met: true }])
    expect(trace.entries[0]).toMatchObject({
      ...{ host: 'host-1', entry: { event: { kind: 'incident-opened', commander: 'operator-1' } } },
    })
  })

  it('has an operator act alone where nobody leads', async () => {
    const trace = await run(`events:
  - { at: 1m, controller: { crash: all } }
  - { at: 2m, operator: { run: "--to eu-west-1 --planned" } }
until: 40m`)
    expect(kindsIn(trace)).toContain('incident-opened')
    expect(new Set(trace.entries.map(({ host }) => host))).toEqual(new Set(['operator-1']))
  })

  it('has an operator’s dry run change nothing', async () => {
    const trace = await run(`events:
  - { at: 2m, operator: { run: "--to eu-west-1 --dry-run" } }
until: 10m`)
    expect(trace.entries).toEqual([])
    expect(trace.calls.filter(({ does }) => does === 'change')).toEqual([])
    expect(trace.minds.some(({ decision, host }) => host === 'operator-1' && decision.kind === 'act')).toBe(true)
  })
})

describe('looks that could find nothing new', () => {
  const quiet = (events: Drill['events']): Drill => ({
    ...randomDay(1),
    events,
    world: { ...randomDay(1).world, noise: false },
  })

  it('are left out of a calm day', async () => {
    const [resting, looking] = [await runDrill(quiet([])), await runDrill(quiet([]), { rests: false })]
    expect(resting.calls.length).toBeLessThan(looking.calls.length / 10)
    expect(resting.minds.at(-1)?.decision).toMatchObject({ kind: 'hold', reason: 'steady' })
  })

  it.each([3, 17, 29, 41, 58])('change nothing of what comes to pass, on random day %i', async (seed) => {
    const day = randomDay(seed)
    const moves = ({ entries }: Trace): readonly string[] =>
      entries.flatMap(({ entry: { event } }) => (event.kind === 'incident-opened' ? [describeMove(event.move)] : []))
    const [resting, looking] = [await runDrill(day), await runDrill(day, { rests: false })]
    expect(moves(resting)).toEqual(moves(looking))
    expect(lawsBroken(resting)).toEqual([])
  })
})
