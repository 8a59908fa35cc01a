import type { Rule } from '../finding.js'
import { atStandby } from '../pairs.js'

/** A standby that must launch before it can serve everybody. */
export const standbyMustLaunch: Rule = {
  id: 'standby-must-launch',
  severity: 'warning',
  title: 'the standby must launch capacity before it can serve everybody',
  why: 'Launches were refused for hours on the days when they were needed: tasks of Fargate on 7 December 2021, instances in us-east-1 until the early afternoon of 20 October 2025. Capacity that runs is there; capacity that is to be launched is a hope.',
  find: (facts) =>
    atStandby(facts).flatMap(({ at, home }) => {
      if (at.useful >= home.desired) return []
      return [
        {
          resource: at.resource,
          evidence: `${at.name} in ${at.region} serves with ${at.useful}, ${home.name} in ${home.region} wants ${home.desired}: ${home.desired - at.useful} would have to be launched`,
          mend: `run ${home.desired} there all the time${at.by === 'local' ? '' : `, or reserve them (Terraform: desired_capacity = ${home.desired}, or aws_ec2_capacity_reservation)`}`,
        },
      ]
    }),
}
