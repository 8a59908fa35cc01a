import { formatMs } from '../../model/units.js'
import type { Copy } from '../estate.js'
import type { Rule } from '../finding.js'

/** Most are copied within 15 minutes (Amazon EFS User Guide, "Replicating file systems"); as long again, and it is behind. */
const BEHIND_MS = 30 * 60_000

/** A store of the app that no other region of it has a copy of. */
export const storeNotCopied: Rule = {
  id: 'store-not-copied',
  severity: 'warning',
  title: 'no other region has a copy of a store of the app',
  why: 'What the app finds there it does not find in the standby: users are sent to a region that serves them without their files, or not at all.',
  find: ({ active, estate }, policy, now) => {
    const others = policy.regions.map(({ region }) => region).filter((region) => region !== active)
    return estate.stores.flatMap(({ copies, id, region, what }) => {
      if (region !== active || copies === undefined) return []
      const own = copies.filter((copy) => others.some((other) => other === copy.region))
      const faults = own.map((copy) => faultIn(copy, now))
      if (faults.some((fault) => fault === undefined)) return []
      const evidence =
        own.length === 0
          ? `the ${what} ${id} is in ${region} alone, and in none of ${others.join(', ')}`
          : `the ${what} ${id} in ${region}: ${faults.join('; ')}`
      return [{ resource: id, evidence, mend: { run: MEND(region, others[0] ?? 'REGION'), terraform: TERRAFORM } }]
    })
  },
}

const TERRAFORM = 'aws_efs_replication_configuration'
const MEND = (from: string, to: string): string =>
  `aws efs create-replication-configuration --region ${from} --source-file-system-id FILE_SYSTEM --destinations Region=${to}`

function faultIn({ at, region, state }: Copy, now: number): string | undefined {
  if (state !== 'ENABLED') return `its copy in ${region} is ${state}`
  if (at === undefined) return `its copy in ${region} was never whole`
  return now - at > BEHIND_MS ? `its copy in ${region} is of ${formatMs(now - at)} ago` : undefined
}
