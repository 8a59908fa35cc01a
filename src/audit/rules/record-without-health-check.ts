import type { Rule } from '../finding.js'

/** A record that Route 53 takes for healthy whatever happens. */
export const recordWithoutHealthCheck: Rule = {
  id: 'record-without-health-check',
  severity: 'error',
  title: 'a record has no health check',
  why: 'Route 53 takes a record without a health check for healthy, whatever happens: no switch can turn it off, and only an edit of the record, made through us-east-1, moves its users.',
  tellsAlso: ['record-without-health-check'],
  find: ({ estate }) =>
    estate.records
      .filter(({ hasHealthCheck, isChosen }) => isChosen && !hasHealthCheck)
      .map(({ resource, says }) => ({
        resource,
        evidence: `${says} has no health check`,
        mend: 'give it one that the switch of its region turns (Terraform: aws_route53_record health_check_id)',
      })),
}
