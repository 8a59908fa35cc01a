/**
 * Foot-guns of Aurora global databases
 * (https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-disaster-recovery.html).
 */
import { DescribeDBClusterParametersCommand } from '@aws-sdk/client-rds'
import { isRegion, type Region } from '../../../model/place.js'
import { type Asked, type AwsContext, asked, targetIn } from '../driver-context.js'
import { type Finding, type LiveCheck, severityOf } from '../live-check.js'
import { controlOf } from '../places.js'
import type { Settings } from './aurora-global.js'
import {
  type ClusterState,
  clusterState,
  type GlobalState,
  globalState,
  majorMinor,
  memberIn,
  writerOf,
} from './aurora-global-look.js'

type Said = Omit<Finding, 'resource'>
interface Cluster {
  readonly region: Region
  readonly state: Asked<ClusterState>
}

export const check: LiveCheck = async ({ name, settings: given }, context, signal) => {
  const settings = given as Settings
  const regions = Object.keys(settings.cluster).filter(isRegion)
  const found = await Promise.all(
    regions.map(async (region) => {
      const control = controlOf('rds', region)
      const [global, state] = await Promise.all([
        asked(control, () => globalState(settings, region, context, signal)),
        asked(control, () => clusterState(settings, region, context, signal)),
      ])
      return { region, global, state }
    }),
  )
  const global = found.flatMap((each) => (each.global.is === 'answer' ? [each.global.answer] : []))[0]
  const said = [
    ...lossRule(settings),
    ...(global ? memberRules(regions, global) : unseen(found.map(({ global: each }) => each))),
    ...found.flatMap(({ region, state }) => clusterRules(region, state)),
    ...versionRule(found),
    ...groupRule(found),
    ...(global ? endpointRule(global) : []),
    ...(global ? await rpoRules(found, global, settings, context, signal) : []),
  ]
  return said.map((finding) => ({ ...finding, resource: name }))
}

const unseen = (asks: readonly Asked<unknown>[]): readonly Said[] => {
  const [first] = asks.flatMap((each) => (each.is === 'none' ? [each] : []))
  if (!first) return []
  const severity = severityOf(first)
  return [{ rule: 'aurora-global-missing', severity, says: first.because, next: 'name the global cluster as RDS does' }]
}

function lossRule({ allow_data_loss: allowed }: Settings): readonly Said[] {
  if (allowed) return []
  const says =
    'allow_data_loss is false, so an unplanned failover is refused: FailoverGlobalCluster without AllowDataLoss is a switchover, which waits for the writer that is gone'
  return [
    {
      rule: 'aurora-no-data-loss',
      severity: 'warning',
      says,
      next: 'say allow_data_loss: true, or keep it for planned moves only',
    },
  ]
}

const memberRules = (regions: readonly Region[], global: GlobalState): readonly Said[] =>
  regions
    .filter((region) => !memberIn(global, region))
    .map((region) => ({
      ...{ rule: 'aurora-not-a-member', severity: 'error' as const },
      says: `the cluster of ${region} is no member of the global database, so it cannot be promoted by it`,
      next: 'add it as a secondary region, or take it out of the policy',
    }))

function clusterRules(region: Region, state: Asked<ClusterState>): readonly Said[] {
  if (state.is === 'none') {
    const severity = severityOf(state)
    return [{ rule: 'aurora-cluster-missing', severity, says: state.because, next: 'name the DB cluster as RDS does' }]
  }
  if (state.answer.instances > 0) return []
  const says = `the cluster in ${region} has no instance (it is headless): promoting it makes a writer that nobody can reach`
  return [{ rule: 'aurora-headless', severity: 'error', says, next: `add an instance to the cluster in ${region}` }]
}

const seenOf = (found: readonly Cluster[]): readonly (ClusterState & { readonly region: Region })[] =>
  found.flatMap(({ region, state }) => (state.is === 'answer' ? [{ region, ...state.answer }] : []))

function versionRule(found: readonly Cluster[]): readonly Said[] {
  const seen = seenOf(found)
  if (new Set(seen.map(({ version }) => version)).size < 2) return []
  const isPatch = new Set(seen.map(({ version }) => majorMinor(version))).size < 2
  const which = seen.map(({ region, version }) => `${version} in ${region}`).join(', ')
  const why = isPatch
    ? 'only the patch differs, which some versions allow and others refuse'
    : 'AWS moves the writer only between equal major and minor versions'
  const next = 'upgrade the clusters to the same version'
  return [{ rule: 'aurora-versions-differ', severity: isPatch ? 'warning' : 'error', says: `${which}: ${why}`, next }]
}

function groupRule(found: readonly Cluster[]): readonly Said[] {
  const seen = seenOf(found)
  if (new Set(seen.map(({ parameterGroup }) => parameterGroup)).size < 2) return []
  const which = seen.map(({ parameterGroup, region }) => `${parameterGroup} in ${region}`).join(', ')
  const says = `parameter groups are not inherited by a promoted cluster, and they have different names: ${which}`
  const next = 'see that they say the same, and give them the same name'
  return [{ rule: 'aurora-parameter-groups-differ', severity: 'warning', says, next }]
}

/** What the app connects to stands in the app, where nothing here can look. */
function endpointRule({ endpoint }: GlobalState): readonly Said[] {
  if (endpoint === undefined) return []
  const says = `whether the app writes to the global writer endpoint ${endpoint} cannot be seen; a cluster endpoint stays with its region`
  const next = 'use the global writer endpoint, and keep DNS answers no longer than 5 s'
  return [{ rule: 'aurora-writer-endpoint', severity: 'unknown', says, next }]
}

/** In a pair of regions it stalls every commit of the new writer, whose only secondary is away. */
async function rpoRules(
  found: readonly Cluster[],
  global: GlobalState,
  settings: Settings,
  context: AwsContext,
  signal: AbortSignal,
): Promise<readonly Said[]> {
  if (global.members.length > 2) return []
  const secondaries = seenOf(found).filter(
    ({ parameterGroup, region }) => parameterGroup !== '' && region !== writerOf(global)?.region,
  )
  const asks = secondaries.map(async ({ parameterGroup, region }): Promise<readonly Said[]> => {
    const rpo = await asked(controlOf('rds', region), () => rpoIn(parameterGroup, region, settings, context, signal))
    if (rpo.is === 'none') {
      const next = 'allow rds:DescribeDBClusterParameters, or see for yourself that rds.global_db_rpo is not set'
      return [{ rule: 'aurora-global-db-rpo', severity: 'unknown', says: rpo.because, next }]
    }
    if (rpo.answer === undefined) return []
    const says = `rds.global_db_rpo is ${rpo.answer} s in ${parameterGroup} of ${region}: once promoted, with its only secondary away, it would stall every commit`
    return [
      { rule: 'aurora-global-db-rpo', severity: 'error', says, next: `reset rds.global_db_rpo in ${parameterGroup}` },
    ]
  })
  return (await Promise.all(asks)).flat()
}

async function rpoIn(
  group: string,
  at: Region,
  { role }: Settings,
  { aws }: AwsContext,
  signal: AbortSignal,
): Promise<string | undefined> {
  let marker: string | undefined
  do {
    const input = {
      DBClusterParameterGroupName: group,
      Source: 'user',
      ...(marker === undefined ? {} : { Marker: marker }),
    }
    const { Marker, Parameters = [] } = await aws.call(
      'rds',
      targetIn(at, role),
      new DescribeDBClusterParametersCommand(input),
      signal,
    )
    const found = Parameters.find(({ ParameterName }) => ParameterName === 'rds.global_db_rpo')?.ParameterValue
    if (found !== undefined) return found
    marker = Marker
  } while (marker !== undefined)
  return undefined
}
