import type { Group } from '../estate.js'
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
      const missing = home.desired - at.useful
      if (missing <= 0) return []
      const { reserved = 0 } = at
      // What is reserved is there to be had; to launch it still takes the control planes.
      const held = reserved === 0 ? '' : `; ${Math.min(reserved, missing)} of them are reserved`
      return [
        {
          ...{ resource: at.resource, ...(reserved >= missing ? { severity: 'note' as const } : {}) },
          evidence: `${at.name} in ${at.region} serves with ${at.useful}, ${home.name} in ${home.region} wants ${home.desired}: ${missing} would have to be launched${held}`,
          mend: mendOf(at, home.desired, missing - reserved),
        },
      ]
    }),
}

const ATTRIBUTE = {
  ...{ autoscaling: 'desired_capacity', fargate: 'desired_count', 'ecs-on-ec2': 'desired_count', eks: 'desired_size' },
} as const

function mendOf({ by, launch, region }: Group, wanted: number, unreserved: number) {
  const run = `run ${wanted} there all the time`
  if (by === 'local') return run
  const always = `${run} (Terraform: ${ATTRIBUTE[by]} = ${wanted})`
  if (by !== 'autoscaling' || launch?.kind === undefined || unreserved <= 0) return always
  return {
    run: `aws ec2 create-capacity-reservation --region ${region} --instance-type ${launch.kind} --instance-platform Linux/UNIX --availability-zone ZONE --instance-count ${unreserved}`,
    terraform: 'aws_ec2_capacity_reservation',
    rest: `or ${always}`,
  }
}
