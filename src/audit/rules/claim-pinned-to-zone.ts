import type { Volume } from '../estate.js'
import type { Rule } from '../finding.js'

/** What Kubernetes can start in one zone alone. */
export const claimPinnedToZone: Rule = {
  id: 'claim-pinned-to-zone',
  severity: 'warning',
  title: 'the volumes that pods of a workload claim all stand in one zone',
  why: 'A volume of EBS exists in its zone alone, and a pod that claims it starts nowhere else: leaving the zone stops the workload, and moving its pods does not bring it back ("volume node affinity conflict").',
  find: ({ estate }) =>
    setsOf(estate.volumes).flatMap(({ set, volumes }) => {
      const [first] = volumes
      if (first?.zone === undefined || volumes.some(({ zone }) => zone !== first.zone)) return []
      const { id, region, zone } = first
      const which = volumes.length === 1 ? `the volume ${id} stands` : `all ${volumes.length} volumes stand`
      return [
        {
          resource: set,
          evidence: `${which} in ${zone} of ${region}`,
          mend: 'spread its replicas over zones, each with a claim of its own (topologySpreadConstraints, a StorageClass with WaitForFirstConsumer), or keep its data outside of EBS',
        },
      ]
    }),
}

/**
 * Claims of one StatefulSet differ by their ordinal; those of other regions are others. Of a volume whose claim nobody tells it
 * is not known which others stand beside it.
 */
function setsOf(volumes: readonly Volume[]): readonly { readonly set: string; readonly volumes: readonly Volume[] }[] {
  const sets = new Map<string, { readonly set: string; readonly volumes: Volume[] }>()
  for (const volume of volumes) {
    const set = volume.kubernetes?.claim?.replace(/-\d+$/, '')
    if (set === undefined) continue
    const key = `${volume.region} ${set}`
    const found = sets.get(key)
    if (found) found.volumes.push(volume)
    else sets.set(key, { set, volumes: [volume] })
  }
  return [...sets.values()]
}
