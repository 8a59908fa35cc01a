import type { Rule } from '../finding.js'

/** Capacity that stands in one zone. */
export const groupInOneZone: Rule = {
  id: 'group-in-one-zone',
  severity: 'warning',
  title: 'capacity stands in a single zone',
  why: 'When that zone fails, all of it fails, and the group launches anew only while the control plane of the region answers.',
  find: ({ estate }) =>
    estate.groups
      .filter(({ zones }) => zones.length === 1)
      .map(({ name, region, resource, zones }) => ({
        resource,
        evidence: `${name} in ${region} stands in ${zones.join()} alone`,
        mend: 'give it subnets in three zones (Terraform: aws_autoscaling_group vpc_zone_identifier)',
      })),
}
