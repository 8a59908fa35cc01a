/** What a demo shows: what is broken, and what a good controller does about it. */
import type { MoveKind } from '../../model/move.js'
import type { Breakage } from '../../providers/local/cloud/local-cloud.js'

export interface Scenario {
  readonly name: string
  readonly says: string
  /** What is broken; nothing for a move that is asked for. */
  readonly breaks: readonly Pick<Breakage, 'target' | 'kind'>[]
  readonly expects: MoveKind | 'hold'
  /** For people: why this is the right answer. */
  readonly rightly: string
}

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'region-loss',
    says: 'the primary region dies: servers, database and control plane are killed at once',
    breaks: [{ target: 'us-east-1', kind: 'kill' }],
    expects: 'failover',
    rightly: 'two zones are enough to leave a region',
  },
  {
    name: 'zone-loss',
    says: 'one zone of the primary region is killed',
    breaks: [{ target: 'use1-az1', kind: 'kill' }],
    expects: 'evacuate',
    rightly: 'the smallest sufficient move: traffic leaves the zone, the region stays (law 3)',
  },
  {
    name: 'stuck-database',
    says: 'the writer’s storage hangs: pages from cache still pass every probe, writes do not',
    breaks: [{ target: 'us-east-1', kind: 'db-stuck' }],
    expects: 'failover',
    rightly: 'gray failure counts (law 6)',
  },
  {
    name: 'bad-release',
    says: 'a bad release answers errors in every region',
    breaks: [
      { target: 'us-east-1', kind: 'errors' },
      { target: 'eu-west-1', kind: 'errors' },
    ],
    expects: 'hold',
    rightly: 'what fails everywhere is not mended by moving (laws 4, 7)',
  },
  {
    name: 'planned-switchover',
    says: 'nothing is broken; an operator asks for a planned switchover',
    breaks: [],
    expects: 'switchover',
    rightly: 'a planned move waits for zero lag and loses nothing (law 12)',
  },
]
