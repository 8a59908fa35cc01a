import { formatMs } from '../../model/units.js'
import type { Rule } from '../finding.js'

const MAX_MS = 60_000

/** A public name that resolvers keep for long. */
export const ttlTooLong: Rule = {
  id: 'ttl-too-long',
  severity: 'warning',
  title: 'the public name is kept for long by resolvers',
  why: 'Users go on to the old region until their resolver asks again. AWS advises 60 s or less for records with health checks; most users have moved after twice the TTL.',
  tellsAlso: ['ttl-too-long'],
  find: ({ estate }) =>
    estate.records.flatMap(({ resource, says, ttlMs }) =>
      ttlMs !== undefined && ttlMs > MAX_MS
        ? [
            {
              resource,
              evidence: `${says} may be kept for ${formatMs(ttlMs)}; ${formatMs(MAX_MS)} is the limit`,
              mend: 'set its TTL to 60 s or less, a day before you rely on it (Terraform: aws_route53_record ttl = 60)',
            },
          ]
        : [],
    ),
}
