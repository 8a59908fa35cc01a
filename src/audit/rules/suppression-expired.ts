import type { Rule } from '../finding.js'
import { expiredIn } from '../suppress.js'

/** A suppression whose day has passed. */
export const suppressionExpired: Rule = {
  id: 'suppression-expired',
  severity: 'warning',
  title: 'a suppression has expired',
  why: 'What was to be mended by that day was not, or nobody took the line away.',
  find: (_facts, { audit }, now) => expiredIn(audit, now),
}
