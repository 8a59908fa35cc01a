/** Foot-guns of Global Datastores: a group that is none of it, a move that the policy never allows, a lone node. */
import { isRegion, type Region } from '../../../model/place.js'
import { type Asked, asked } from '../driver-context.js'
import { type Finding, type LiveCheck, severityOf } from '../live-check.js'
import { controlOf } from '../places.js'
import type { Settings } from './elasticache-global.js'
import { type DatastoreState, datastoreState, memberIn, nodesIn } from './elasticache-global-look.js'

type Said = Omit<Finding, 'resource'>

export const check: LiveCheck = async ({ name, settings: given }, context, signal) => {
  const settings = given as Settings
  const regions = Object.keys(settings.group).filter(isRegion)
  const found = await Promise.all(
    regions.map(async (region) => {
      const control = controlOf('elasticache', region)
      const [datastore, nodes] = await Promise.all([
        asked(control, () => datastoreState(settings, region, context, signal)),
        asked(control, () => nodesIn(settings, region, context, signal)),
      ])
      return { region, datastore, nodes }
    }),
  )
  const told = found.flatMap(({ datastore }) => (datastore.is === 'answer' ? [datastore.answer] : []))[0]
  const said = [
    ...lossRule(settings),
    ...(told ? regions.flatMap((region) => memberRules(region, settings, told)) : missing(found[0]?.datastore)),
    ...found.flatMap(({ region, nodes }) => nodeRules(region, nodes)),
  ]
  return said.map((finding) => ({ ...finding, resource: name }))
}

function lossRule({ allow_data_loss: allowed }: Settings): readonly Said[] {
  if (allowed) return []
  const says =
    'allow_data_loss is false, so the primary never moves: AWS promotes a secondary without waiting for what it lacks'
  return [
    {
      rule: 'elasticache-no-data-loss',
      severity: 'warning',
      says,
      next: 'say allow_data_loss: true, or leave it out of the policy',
    },
  ]
}

function missing(datastore: Asked<unknown> | undefined): readonly Said[] {
  if (datastore?.is !== 'none') return []
  const severity = severityOf(datastore)
  const next = 'name the Global Datastore as ElastiCache does, with its prefix'
  return [{ rule: 'elasticache-datastore-missing', severity, says: datastore.because, next }]
}

function memberRules(region: Region, { group }: Settings, told: DatastoreState): readonly Said[] {
  const member = memberIn(told, region)
  if (!member || member.group !== group[region]) {
    const says = `the Global Datastore has ${member ? `"${member.group}"` : 'no group'} in ${region}, the policy "${group[region]}"`
    return [
      { rule: 'elasticache-not-a-member', severity: 'error', says, next: 'name the group that is a member there' },
    ]
  }
  if (member.hasAutomaticFailover) return []
  const says = `automatic failover is off for ${member.group} in ${region}: the loss of one node there stops writes`
  return [
    {
      rule: 'elasticache-no-automatic-failover',
      severity: 'warning',
      says,
      next: `enable automatic failover of ${member.group}`,
    },
  ]
}

function nodeRules(region: Region, nodes: Asked<readonly string[]>): readonly Said[] {
  if (nodes.is === 'none') {
    const severity = severityOf(nodes)
    return [
      {
        rule: 'elasticache-group-missing',
        severity,
        says: nodes.because,
        next: 'name the replication group as ElastiCache does',
      },
    ]
  }
  if (nodes.answer.length !== 1) return []
  const says = `the group in ${region} is one node alone: promoted, it has no replica to fall back on`
  return [{ rule: 'elasticache-one-node', severity: 'warning', says, next: `add a replica to the group in ${region}` }]
}
