/** Steps of one's own in whole runs: a policy, the planner, the executor, and real programs. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { execute, type Outcome } from '../../../src/execute/execute.js'
import { record, type Tools } from '../../../src/execute/tools.js'
import type { Move } from '../../../src/model/move.js'
import { atRegion, plane, type Subject } from '../../../src/model/place.js'
import type { Plan } from '../../../src/model/plan.js'
import type { Driver } from '../../../src/model/resource.js'
import { type Draft, draft } from '../../../src/plan/draft.js'
import type { Policy } from '../../../src/policy/policy.js'
import { execAction } from '../../../src/providers/actions/exec-action-driver.js'
import { Life } from '../../fixtures/life.js'
import { leaseOf, MemoryStore } from '../../fixtures/memory-store.js'
import { policyIn, shopWith } from '../../policy/fixtures/shop.js'
import { away, contextOf, home } from './fixtures/places.js'

const failover: Move = { kind: 'failover', from: home, to: away }
const switchover: Move = { kind: 'switchover', from: home, to: away }
const INCIDENT = 'inc-20261124-141500'

/** A crowd that is told, servers that are grown, and a CDN that is pointed: the last two keep what they are in a file. */
const STEPS = (dir: string): string => `
    crowd: { type: exec-action, dir: ${dir}, at: capacity, apply: [./tell, "leaving {from}"], undo: none, on_failure: carry-on }
    grow: { type: exec-action, dir: ${dir}, at: capacity, holds: [./is, size, "6"], apply: [./set, size, "6"], undo: [./set, size, "3"] }
    cdn:
      type: exec-action
      dir: ${dir}
      at: traffic
      holds: [./is, origin, "{to}"]
      apply: [./set, origin, "{to}"]
      undo: [./set, origin, "{from}"]
      needs: [{ service: s3, side: data, region: "{to}" }]
      deadline: 20s
    drained: { type: exec-action, dir: ${dir}, at: traffic, only: planned, apply: [./tell, "drained {from}"], undo: none }`

let dir: string
let policy: Policy
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'failover-run-'))
  policy = policyIn(shopWith({ 15: STEPS(dir) }))
  script('is', 'test "$(cat "$1")" = "$2"')
  script('set', 'echo "$2" > "$1"; echo "$1 $2" >> done')
  script('tell', 'echo "$1" >> told')
  writeFileSync(join(dir, 'size'), '3\n')
  writeFileSync(join(dir, 'origin'), `${home}\n`)
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

function script(name: string, text: string): void {
  writeFileSync(join(dir, name), `#!/bin/sh\n${text}\n`)
  chmodSync(join(dir, name), 0o755)
}
const read = (name: string): string => (existsSync(join(dir, name)) ? readFileSync(join(dir, name), 'utf8') : '')
const state = (): readonly string[] => [read('size').trim(), read('origin').trim()]

const drivers = (): readonly Driver[] => policy.plan.resources.map((resource) => execAction(resource, contextOf(true)))

async function drawn(move: Move, impaired: readonly Subject[] = []): Promise<Draft> {
  const inventory = await Promise.all(
    drivers().map(async (driver) => {
      const seen = await driver.inspect(new AbortController().signal)
      return { seen, tactics: (end: Parameters<Driver['tactics']>[0]) => driver.tactics(end, seen) }
    }),
  )
  return draft({ move, impaired, inventory, policy: policy.plan, now: Date.now() })
}

async function planOf(move: Move): Promise<Plan> {
  const found = await drawn(move)
  if (found.is === 'refused') throw new Error(found.objections.map(({ detail }) => detail).join('; '))
  return found.plan
}

/** A process of its own that executes `plan`; `life` may end it anywhere. */
async function runOf(plan: Plan, store: MemoryStore, life = new Life()): Promise<Outcome | 'died'> {
  const lease = await leaseOf(store, 'a process')
  const tools: Tools = {
    ...{ clock: contextOf(true).clock, random: Math.random, store: life.store(store), lease, incident: INCIDENT },
    drivers: new Map(drivers().map((driver) => [driver.resource, life.driver(driver)])),
    ...{ by: 'a test', haltRequested: async () => undefined },
    prove: async () => ({ is: 'served', because: 'users are served' }),
  }
  if (store.entries.length === 0) await record({ ...tools, store }, { kind: 'plan-accepted', plan })
  const ended = await Promise.race([execute(plan, tools), life.death])
  store.expire()
  return ended
}

const newStore = (): MemoryStore => new MemoryStore(contextOf(true).clock)

describe('steps of one’s own in a run', () => {
  it('come at their ends, in the order of a move', async () => {
    const plan = await planOf(failover)
    expect(plan.steps.map(({ id, says }) => `${id}: ${says}`)).toEqual([
      "crowd.capacity: crowd: run ./tell 'leaving us-east-1'",
      'grow.capacity: grow: run ./set size 6',
      'cdn.traffic: cdn: run ./set origin eu-west-1',
    ])
    expect((await planOf(switchover)).steps.map(({ id }) => id)).toContain('drained.traffic')
    expect((await planOf(failover)).hash).toBe(plan.hash)
  })

  it('are carried out, and are told with what was run', async () => {
    const store = newStore()
    expect(await runOf(await planOf(failover), store)).toEqual({ is: 'done' })
    expect(state()).toEqual(['6', away])
    expect(read('told')).toBe('leaving us-east-1\n')
    const told = store.entries.flatMap(({ event }) => (event.kind === 'step-done' ? [event.because] : []))
    expect(told).toContain('./is exited with 0')
  })

  it('are not done again where they hold', async () => {
    writeFileSync(join(dir, 'size'), '6\n')
    await runOf(await planOf(failover), newStore())
    expect(read('done')).toBe('origin eu-west-1\n')
  })

  it('are passed over while what they lean on is impaired (law 8)', async () => {
    const found = await drawn(failover, [plane('s3', 'data', atRegion(away))])
    expect(found).toMatchObject({
      ...{ is: 'refused', objections: [{ step: 'cdn.traffic', because: 'impaired' }] },
    })
  })

  it('that fail before the point of no return are taken back, with all that came before', async () => {
    script('set', 'test "$2" = eu-west-1 && { echo no such origin; exit 127; }; echo "$2" > "$1"')
    const ended = await runOf(await planOf(failover), newStore())
    expect(ended).toMatchObject({ is: 'went-back', because: expect.stringContaining('no such origin') })
    expect(state()).toEqual(['3', home])
  })

  it('that may fail are carried on without', async () => {
    script('tell', 'echo nobody is there; exit 127')
    const store = newStore()
    expect(await runOf(await planOf(failover), store)).toEqual({ is: 'done' })
    expect(state()).toEqual(['6', away])
    expect(store.entries.map(({ event }) => event)).toContainEqual(
      expect.objectContaining({ kind: 'step-failed', step: 'crowd.capacity', leadsTo: 'carry-on' }),
    )
  })

  it('end the same when the run is killed anywhere and taken up again (law 14)', async () => {
    const plan = await planOf(failover)
    let diesAt = 1
    for (let ended: Outcome | 'died' = 'died'; ended === 'died'; diesAt += 3) {
      writeFileSync(join(dir, 'size'), '3\n')
      writeFileSync(join(dir, 'origin'), `${home}\n`)
      const store = newStore()
      ended = await runOf(plan, store, new Life(diesAt))
      if (ended === 'died') expect(await runOf(plan, store), `died at ${diesAt}`).toEqual({ is: 'done' })
      expect(state(), `died at ${diesAt}`).toEqual(['6', away])
    }
    expect(diesAt).toBeGreaterThan(20)
  }, 120_000)
})
