/**
 * What an account has of an app, found by tags and names. Readings alone; what AWS does not say is noted, and every part
 * that needs no answer to it is found all the same.
 */
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { OperatingError } from '../../../model/error.js'
import type { Region } from '../../../model/place.js'
import { resourceTypes } from '../../registry.js'
import type { AwsContext } from '../driver-context.js'
import { balancersPart, cloudWatchName, listByRegion, readBalancers } from './balancers.js'
import { datastoresPart, readDatastores } from './caches.js'
import { databasesPart } from './database-families.js'
import { readBackups, readDatabases } from './databases.js'
import { mappingsPart, readMappings } from './event-mappings.js'
import type { Found, FoundResource, LeftOut, Part } from './found.js'
import { globalDatabasesPart, readGlobalDatabases } from './global-databases.js'
import { groupsPart, readGroups } from './groups.js'
import { appName } from './match.js'
import { named } from './name-for.js'
import { readNames } from './names.js'
import { Questions } from './questions.js'
import { recordsPart } from './records.js'
import { readServices, servicesPart } from './services.js'
import { signalsOf } from './signals.js'
import { readTables, tablesPart } from './tables.js'
import { readZones } from './zones.js'

/** Scans `regions`, the primary first. Throws `OperatingError` where nothing of a region could be read. */
export async function scan(
  given: string,
  regions: readonly Region[],
  context: AwsContext,
  signal: AbortSignal,
): Promise<Found> {
  const app = appName(given)
  const questions = new Questions(app, regions, context, signal)
  const [compute, data] = await Promise.all([computeOf(questions), dataOf(questions)])
  refuseSilence(questions)
  const account = await accountOf(questions)
  const { balancers, groups, records } = compute
  const parts: readonly Part[] = [records, ...compute.parts, ...data.parts]
  const { fit, unfit } = fitting(parts.flatMap((part) => part.resources))
  const resources = named(fit)
  const isWriter = resources.some(({ type }) => WRITERS.includes(type))
  const cloudWatch = listByRegion(balancers, (balancer) => [cloudWatchName(balancer)])
  const { bucket, probe, url } = records
  return {
    ...{ app: app.slug, lookedFor: app.given, regions: compute.zones, resources },
    ...(account === undefined ? {} : { account }),
    signals: signalsOf({ probe: probe?.signal, groups, balancers, resources }),
    ...(probe?.endpoints ? { endpoints: probe.endpoints } : {}),
    ...(url === undefined ? {} : { url }),
    ...(bucket === undefined ? {} : { bucket }),
    ...(Object.keys(cloudWatch).length > 0 ? { balancers: cloudWatch } : {}),
    notFound: [
      ...parts.flatMap(({ notFound }) => notFound),
      ...(resources.some(({ type }) => CAPACITY.includes(type)) ? [] : [NO_CAPACITY]),
      ...(isWriter || data.isTold ? [] : [NO_WRITER]),
      ...(probe ? [] : [NO_PROBE]),
    ],
    leftOut: [...parts.flatMap(({ leftOut }) => leftOut), ...unfit],
    unread: questions.unread,
  }
}

const WRITERS: readonly string[] = ['rds-replica', 'rds-restore', 'aurora-global', 'dynamodb-global']
const CAPACITY: readonly string[] = ['autoscaling-group', 'eks-nodegroup', 'ecs-service']
const NO_CAPACITY =
  'Servers in each region: Auto Scaling groups, node groups of EKS or ECS services that belong together'
const NO_WRITER = 'A database with a replica or copy in another region'
const NO_PROBE = 'A URL to ask each region by: no record has an HTTP health check of each region'

/** Names lean on load balancers, those on groups: they are read in that order. */
async function computeOf(questions: Questions) {
  const groups = await readGroups(questions)
  const [balancers, services, zones] = await Promise.all([
    readBalancers(questions, groups),
    readServices(questions),
    readZones(questions, groups),
  ])
  const names = await readNames(questions, balancers)
  const records = recordsPart(names, { app: questions.app, regions: questions.regions, balancers })
  const parts = [
    groupsPart(groups, questions),
    servicesPart(services, questions),
    balancersPart(balancers, questions.regions),
  ]
  return { groups, balancers, zones, records, parts }
}

async function dataOf(questions: Questions) {
  const [databases, backups, globals, tables, caches, mappings] = await Promise.all([
    readDatabases(questions),
    readBackups(questions),
    readGlobalDatabases(questions),
    readTables(questions),
    readDatastores(questions),
    readMappings(questions),
  ])
  const rds = databasesPart(databases, backups, questions)
  const parts = [
    rds,
    globalDatabasesPart(globals, questions),
    tablesPart(tables, questions),
    datastoresPart(caches, questions),
    mappingsPart(mappings, questions),
  ]
  return { parts, isTold: rds.notFound.length > 0 }
}

/** The account is said to people alone: that it was not told is no fault. */
async function accountOf(questions: Questions): Promise<string | undefined> {
  const home = questions.regions.at(-1)
  if (home === undefined) return undefined
  return (await questions.ask('sts', home, new GetCallerIdentityCommand({}), () => true))?.Account
}

/** Of a region that answered nothing there is nothing to write: its first refusal says why. */
function refuseSilence({ silent: [silent], unread }: Questions): void {
  const first = unread.find(({ region }) => region === silent)
  if (!first) return
  throw new OperatingError(first.code, `nothing could be read in ${silent}: ${first.because}`, first.next)
}

/** What AWS allows a name and a policy does not is left out with the reason, so that the policy always loads. */
function fitting(resources: readonly FoundResource[]): {
  readonly fit: readonly FoundResource[]
  readonly unfit: readonly LeftOut[]
} {
  const judged = resources.map((resource) => ({
    resource,
    read: resourceTypes.get(resource.type)?.schema.safeParse(resource.settings),
  }))
  return {
    fit: judged.flatMap(({ read, resource }) => (read?.success ? [resource] : [])),
    unfit: judged.flatMap(({ read, resource }) => {
      if (!read || read.success) return []
      const faults = read.error.issues.map(({ message, path }) => `${path.join('.')}: ${message}`)
      return [{ what: `${resource.type} ${resource.name}`, because: `a policy cannot name it: ${faults.join('; ')}` }]
    }),
  }
}
