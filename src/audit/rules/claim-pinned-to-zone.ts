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
      const zones = [...new Set(volumes.map(({ zone }) => zone))]
      const [zone] = zones
      if (zones.length !== 1 || zone === undefined) return []
      const { id, region } = volumes[0] as Volume
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

/** Claims of one StatefulSet differ by their ordinal; those of other regions are others. */
function setsOf(volumes: readonly Volume[]): readonly { readonly set: string; readonly volumes: readonly Volume[] }[] {
  const sets = new Map<string, { readonly set: string; readonly volumes: Volume[] }>()
  for (const volume of volumes) {
    if (volume.claim === undefined) continue
    const set = volume.claim.replace(/-\d+$/, '')
    const key = `${volume.region} ${set}`
    const found = sets.get(key)
    if (found) found.volumes.push(volume)
    else sets.set(key, { set, volumes: [volume] })
  }
  return [...sets.values()]
}
