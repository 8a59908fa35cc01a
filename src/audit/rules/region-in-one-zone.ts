import type { Rule } from '../finding.js'

/** A region of which the app uses one zone. */
export const regionInOneZone: Rule = {
  id: 'region-in-one-zone',
  severity: 'warning',
  title: 'the app stands in a single zone of a region',
  why: 'The loss of one zone, the most common loss there is, is then the loss of the region, and leaving a region is always slower than leaving a zone.',
  find: (_facts, { regions }) =>
    regions
      .filter(({ zones }) => zones.length === 1)
      .map(({ region, zones }) => ({
        resource: region,
        evidence: `${region} has ${zones.join()} alone`,
        mend: `spread the app over three zones of ${region}, and name them under regions`,
      })),
}
