import type { Rule } from '../finding.js'
import { needsSts } from '../losses.js'

const US_EAST_1 = 'us-east-1'

/** Credentials that only a region that may fail can give. */
export const accessLeansOnRegion: Rule = {
  id: 'access-leans-on-region',
  severity: 'warning',
  title: 'credentials must be had from a region that may fail',
  why: 'IAM changes are made in us-east-1, and a login by SSO asks the one region it is set up in. On 20 October 2025 and 7 December 2021 people could not log in to the account they had to fail over.',
  find: ({ active, controller: { access } }) => {
    if (!needsSts(access)) return []
    const isThere = access.region === active || access.region === US_EAST_1
    return [
      {
        resource: 'aws',
        severity: isThere ? 'error' : 'note',
        evidence: `${access.says}${access.region === undefined ? '' : `, which ${access.region} must answer for`}`,
        mend: 'keep static credentials of a break-glass user, sealed, for a profile of its own: failover --profile break-glass --to REGION',
      },
    ]
  },
}
