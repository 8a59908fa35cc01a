/** The planner's laws, over drivers, facts and impairments that nobody thought of. */
import fc from 'fast-check'
import { describe, it } from 'vitest'
import { atRegion, atZone, holds, type Plane, plane, type Subject, zone } from '../../src/model/place.js'
import type { EndKind, Plan, Tactic } from '../../src/model/plan.js'
import { type Brief, draft } from '../../src/plan/draft.js'
import { stagesOf } from '../../src/plan/ends.js'
import { criticalPathMs } from '../../src/plan/graph.js'
import type { TrafficPolicy } from '../../src/policy/policy.js'
import {
  away,
  awayZone,
  briefOf,
  failover,
  home,
  homeZone,
  stock,
  switchover,
  tactic,
  third,
} from './fixtures/stock.js'

const places = [
  ...[home, away, third].map(atRegion),
  ...[atZone(home, homeZone), atZone(away, awayZone), atZone(away, zone('euw1-az2'))],
]
const planes: fc.Arbitrary<Plane> = fc
  .tuple(
    fc.constantFrom('ec2' as const, 'ebs' as const, 'dns' as const, 'postgres' as const),
    fc.constantFrom('control' as const, 'data' as const),
    fc.constantFrom(...places),
  )
  .map(([service, side, at]) => plane(service, side, at))
const subjects: fc.Arbitrary<Subject> = fc.oneof(planes, fc.constantFrom<Subject>(...places))

const tactics: fc.Arbitrary<Tactic> = fc
  .record({
    name: fc.constantFrom('a', 'b', 'c'),
    needs: fc.array(planes, { maxLength: 2 }),
    prerequisites: fc.subarray(['x', 'y', 'z'], { maxLength: 1 }),
    onFailure: fc.constantFrom('halt' as const, 'carry-on' as const),
    leave: fc.boolean(),
    expectedMs: fc.nat(1_000),
  })
  .map(({ leave, name, needs, ...rest }) =>
    tactic(name, needs, { ...rest, ...(leave ? { leave: 'unreachable_writer' } : {}) }),
  )

/** Ends every resource offers a tactic for, lest most plans be refused for want of them. */
const ALWAYS: ReadonlySet<string> = new Set(['fenced', 'traffic', 'zone-left'])
const ENDS = ['capacity', 'fenced', 'caught-up', 'writer', 'traffic', 'replica', 'zone-left'] as const
const offers = fc
  .tuple(
    ...ENDS.map((end) =>
      fc
        .array(tactics, { minLength: ALWAYS.has(end) ? 1 : 0, maxLength: 3 })
        .map((of): [EndKind, Tactic[]] => [end, of]),
    ),
  )
  .map((pairs) => Object.fromEntries(pairs))
const fact = fc
  .constantFrom('met' as const, 'met' as const, 'met' as const, 'unmet' as const, 'unknown' as const)
  .map((is) => ({ is, because: 'found so' }))
const facts = fc.record({ x: fact, y: fact, z: fact }, { requiredKeys: ['x'] })

const GOES = { settleMs: 200, tricklePercent: 0 }
const TRAFFIC: readonly TrafficPolicy[] = [
  { ...GOES, stages: [100], inFailover: 'at-once' },
  { ...GOES, stages: [10, 50, 100], inFailover: 'at-once' },
  { ...GOES, stages: [10, 50, 100], inFailover: 'staged', tricklePercent: 5 },
]

const briefs: fc.Arbitrary<Brief> = fc
  .record({
    move: fc.constantFrom(failover, switchover, { kind: 'evacuate', region: home, zone: homeZone } as const),
    resources: fc.array(fc.tuple(offers, facts), { minLength: 1, maxLength: 3 }),
    impaired: fc.array(subjects, { maxLength: 2 }),
    forbid: fc.subarray(['ec2' as const, 'ebs' as const], { maxLength: 1 }),
    avoid: fc.subarray(['ebs' as const, 'dns' as const]),
    unreachableWriter: fc.constantFrom('hold' as const, 'promote' as const),
    traffic: fc.constantFrom(...TRAFFIC),
  })
  .map(({ avoid, forbid, impaired, move, resources, traffic, unreachableWriter }) =>
    briefOf({
      ...{ move, impaired, policy: { avoid, forbid, unreachableWriter, traffic, resources: [] } },
      inventory: resources.map(([of, seen], index) => stock(`r${index}`, of, { facts: seen })),
    }),
  )

/** Checks every plan that is drawn; also that some are, lest the law hold of nothing. */
function ofEveryPlan(law: (plan: Plan, brief: Brief) => boolean): void {
  let drawn = 0
  fc.assert(
    fc.property(briefs, (brief) => {
      const found = draft(brief)
      if (found.is === 'refused') return found.objections.length > 0
      drawn += 1
      return law(found.plan, brief)
    }),
    { numRuns: 1_000 },
  )
  if (drawn < 200) throw new Error(`only ${drawn} plans were drawn`)
}

/** Ids of everything a step waits for, however far back. */
function waitedFor(plan: Plan, id: string): ReadonlySet<string> {
  const found = new Set<string>()
  const visit = (of: string): void => {
    for (const earlier of plan.steps.find((step) => step.id === of)?.after ?? []) {
      if (found.has(earlier)) continue
      found.add(earlier)
      visit(earlier)
    }
  }
  visit(id)
  return found
}

describe('every plan that is drawn', () => {
  it('needs no plane that is impaired, and none the policy forbids (law 8)', () => {
    ofEveryPlan(({ steps }, { impaired, policy }) =>
      steps.every(({ needs }) =>
        needs.every((one) => !policy.forbid.includes(one.service) && !impaired.some((sick) => holds(sick, one))),
      ),
    )
  })

  it('fences a writer before it promotes another (law 10)', () => {
    ofEveryPlan((plan, { policy }) =>
      plan.steps
        .filter(({ end }) => end === 'writer')
        .every((writer) => {
          const fence = plan.steps.find(
            ({ action, end }) => end === 'fenced' && action.resource === writer.action.resource,
          )
          const sure = fence?.onFailure === 'halt' || policy.unreachableWriter === 'promote'
          return fence !== undefined && sure && waitedFor(plan, writer.id).has(fence.id)
        }),
    )
  })

  it('brings capacity, fence and writer before traffic (law 11)', () => {
    ofEveryPlan((plan) => {
      const traffic = plan.steps.filter(({ end }) => end === 'traffic')
      const earlier = plan.steps.filter(({ end }) => ['capacity', 'fenced', 'caught-up', 'writer'].includes(end))
      return traffic.every(({ id }) => {
        const waited = waitedFor(plan, id)
        return earlier.every((step) => waited.has(step.id))
      })
    })
  })

  it('takes no tactic without its prerequisites or the leave it wants', () => {
    ofEveryPlan(({ move, steps }, { inventory, policy }) => {
      const ends = stagesOf(move, [], policy.traffic).flatMap((stage) => stage.ends)
      return steps.every(({ action, end: kind, tactic: name }) => {
        const of = inventory.find(({ seen }) => seen.resource === action.resource)
        const end = ends.find((one) => one.kind === kind)
        const offered = of && end ? of.tactics(end) : []
        return offered.some(({ leave, name: own, prerequisites }) => {
          const met = prerequisites.every((fact) => of?.seen.facts[fact]?.is === 'met')
          return own === name && met && (leave === undefined || policy.unreachableWriter === 'promote')
        })
      })
    })
  })

  it('is a graph without a circle whose steps stand after what they wait for, each once', () => {
    ofEveryPlan(({ steps }) => {
      const seen = new Set<string>()
      return steps.every(({ after, id }) => {
        const stands = after.every((earlier) => seen.has(earlier)) && !seen.has(id)
        seen.add(id)
        return stands
      })
    })
  })

  it('takes no longer than all its steps in a row, and no shorter than its longest', () => {
    ofEveryPlan(({ expectedMs, steps }) => {
      const each = steps.map(({ expectedMs, proof }) => expectedMs + (proof?.settleMs ?? 0))
      const sum = each.reduce((total, ms) => total + ms, 0)
      return expectedMs === criticalPathMs(steps) && expectedMs <= sum && expectedMs >= Math.max(0, ...each)
    })
  })

  it('brings about the one end its move means', () => {
    ofEveryPlan(({ move, steps }) => {
      const end = move.kind === 'evacuate' ? 'zone-left' : 'traffic'
      return steps.some((step) => step.end === end)
    })
  })

  it('is drawn alike twice', () => {
    ofEveryPlan((plan, brief) => {
      const again = draft(brief)
      return again.is === 'plan' && again.plan.hash === plan.hash
    })
  })
})
