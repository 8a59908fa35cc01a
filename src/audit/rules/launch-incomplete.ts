import type { Rule } from '../finding.js'

/** A group that could not launch, since a part of what it launches does not exist in its region. */
export const launchIncomplete: Rule = {
  id: 'launch-incomplete',
  severity: 'error',
  title: 'a group cannot launch: its image or launch template is not in its region',
  why: 'Images and launch templates are of one region. A template that names an image of another one is accepted, and fails on the first launch, which for a standby is the day it is needed.',
  tellsAlso: ['launch-template'],
  find: ({ estate }) =>
    estate.groups.flatMap(({ launch, name, region, resource }) =>
      launch?.is === 'missing'
        ? [
            {
              resource,
              evidence: `${name} in ${region}: ${launch.says}`,
              mend: {
                run: `aws ec2 copy-image --region ${region} --source-region REGION --source-image-id AMI --name NAME`,
                rest: 'and name the copy in the launch template (Terraform: aws_ami_copy, image_id)',
              },
            },
          ]
        : [],
    ),
}
