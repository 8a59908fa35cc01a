import type { Rule } from '../finding.js'

/** What EBS and RDS can encrypt and decrypt with; a key that is being made comes to it by itself. */
const USABLE: ReadonlySet<string> = new Set(['Enabled', 'Creating', 'Updating', 'unknown'])

/** Something that is launched or kept under a key which cannot be used there. */
export const keyUnusable: Rule = {
  id: 'key-unusable',
  severity: 'error',
  title: 'a key that is needed cannot be used where it is needed',
  why: 'An instance whose volume names a key of another region, or one that is disabled or to be deleted, is launched and ends at once; a database loses its storage with its key. Launch templates that were copied from the other region name its keys.',
  find: ({ estate }) =>
    estate.keys
      .filter(({ state }) => !USABLE.has(state))
      .map(({ key, of, region, resource, state }) => ({
        resource,
        evidence: `${of} in ${region}: the key ${key} is ${said(state)}`,
        mend: state.startsWith('a key of ')
          ? `name a key of ${region} in its place (Terraform: aws_launch_template block_device_mappings ebs kms_key_id)`
          : `enable the key or take back its deletion (aws kms enable-key, cancel-key-deletion), or name another`,
      })),
}

/** `PendingDeletion` as people read it. */
const said = (state: string): string =>
  state.startsWith('a key') ? state : state.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase()
