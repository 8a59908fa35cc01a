/** The records of the policy's names, as their drivers have just read them; Route 53's five requests a second are spared. */
import type { NameRecord } from '../../../audit/estate.js'
import type { Inspection } from '../../../model/resource.js'
import type { Policy } from '../../../policy/policy.js'
import { seenIn } from '../plan-data.js'
import { bare } from '../route53/route53-record.js'
import { recordSets, routingOf, saySet } from '../route53/route53-sets.js'
import { ofTypes } from './tagged.js'

const SECOND_MS = 1_000

/** Those that are turned. */
export const recordsIn = (policy: Policy, inspections: readonly Inspection[]): readonly NameRecord[] =>
  ofTypes(policy, 'route53-record').flatMap(({ name: resource }) => {
    const seen = inspections.find((each) => each.resource === resource)
    const sets = seen ? (seenIn(seen.state, 'sets', recordSets) ?? []) : []
    return sets.map(
      (set): NameRecord => ({
        ...{ resource, name: bare(set.Name), says: saySet(set) },
        ...(set.TTL === undefined ? {} : { ttlMs: set.TTL * SECOND_MS }),
        isChosen: routingOf(set) !== 'simple',
        hasHealthCheck: set.HealthCheckId !== undefined,
      }),
    )
  })
