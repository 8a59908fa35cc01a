/** Foot-guns of an RDS writer, found before they fire: rules from the RDS user guide. */
import { isRegion } from '../../../model/place.js'
import { asked } from '../driver-context.js'
import type { Finding, LiveCheck } from '../live-check.js'
import { controlOf, dataOf } from '../places.js'
import { type Instance, idOfArn } from './rds-instance.js'
import { lagSamples } from './rds-lag.js'
import { type Line, lineIn } from './rds-lineage.js'
import { instancesIn } from './rds-look.js'
import type { Settings } from './rds-replica.js'
import { factsOf, writerOf } from './rds-replica-facts.js'
import { replicaFact } from './rds-replica-tactics.js'
import type { Sight } from './rds-sight.js'
import { mayStop } from './rds-stoppable.js'

type Rule = Omit<Finding, 'resource'>

/** Looks at every instance and its lag. */
export const check: LiveCheck = async ({ name, settings }, context, signal) => {
  const policy = settings as unknown as Settings
  const owner = `${context.app}/${name}`
  const sights = await Promise.all(
    Object.entries(policy.instance).flatMap(([at, first]) =>
      isRegion(at)
        ? [
            asked(controlOf('rds', at), async () =>
              lineIn(first, owner, await instancesIn(context, policy.role, at, first, signal)),
            ).then((line): Sight => ({ region: at, line })),
          ]
        : [],
    ),
  )
  const active = writerOf(sights)
  const writer = sights.find(({ region }) => region === active)?.line
  const primary = writer?.is === 'answer' ? writer.answer.current : undefined
  const rules = await Promise.all(
    sights.map(async (sight): Promise<readonly Rule[]> => {
      const { line, region } = sight
      if (line.is === 'none') return [unseen(region, line.because)]
      const { current } = line.answer
      if (!current) return [missing(region, policy)]
      const found = [
        ...keptAside(line.answer),
        ...(region === active ? ofWriter(current, policy) : ofStandby(current, primary)),
      ]
      if (region === active) return found
      const follows = factsOf(sights, policy)[replicaFact(region)]
      if (follows?.is === 'unmet')
        found.push(error('no-direct-replica', follows.because, 'make it a replica of the writer itself'))
      const lag = await asked(dataOf('cloudwatch', region), () =>
        lagSamples(context, policy.role, region, current.id, 'Maximum', signal),
      )
      return [
        ...found,
        ...(current.source === undefined ? [] : ofLag(current, lag.is === 'answer' ? lag.answer.length : undefined)),
      ]
    }),
  )
  return [...rules.flat(), ...ofPolicy(policy)].map((rule) => ({ ...rule, resource: name }))
}

const error = (rule: string, says: string, next: string): Rule => ({ rule, severity: 'error', says, next })
const warning = (rule: string, says: string, next: string): Rule => ({ rule, severity: 'warning', says, next })

const unseen = (region: string, because: string): Rule => ({
  ...{ rule: 'rds-unseen', severity: 'unknown' },
  says: `what stands in ${region} could not be seen: ${because}`,
  next: 'ask again when RDS answers there',
})

const missing = (region: string, { automated_backup, instance }: Settings): Rule =>
  automated_backup[region] === undefined
    ? error(
        'db-instance-missing',
        `there is no DB instance ${instance[region] ?? ''} in ${region}`,
        'create a read replica there',
      )
    : warning(
        'db-instance-missing',
        `there is no replica in ${region}; a failover would restore from a backup`,
        'create a read replica there',
      )

const keptAside = ({ aside }: Line): readonly Rule[] =>
  aside.map(({ id }) =>
    warning(
      'kept-aside',
      `${id} is kept aside from an earlier move, and costs`,
      'look at what only it has, then delete it',
    ),
  )

function ofWriter(writer: Instance, { fence }: Settings): Rule[] {
  const found: Rule[] = []
  if (writer.retentionDays === 0) {
    found.push(
      error(
        'no-backups',
        `${writer.id} keeps no automated backups, which a read replica needs`,
        'set a retention of a day or more',
      ),
    )
  }
  if (!writer.isProtected) {
    found.push(warning('no-deletion-protection', `${writer.id} has no deletion protection`, 'turn it on'))
  }
  const stops = mayStop(writer)
  if (fence.some(({ by }) => by === 'stop') && stops.is === 'unmet') {
    found.push(
      error('fence-cannot-stop', stops.because, 'name another fence before it, such as security-group or read-only'),
    )
  }
  return found
}

function ofStandby(replica: Instance, writer: Instance | undefined): Rule[] {
  const { id } = replica
  const found: Rule[] = []
  if (replica.status === 'backing-up') {
    found.push(
      warning(
        'backing-up',
        `${id} is backing-up now (window ${replica.backupWindow ?? 'unknown'}), and is not promoted meanwhile`,
        'move its backup window away from your busy hours',
      ),
    )
  }
  if (replica.retentionDays === 0) {
    found.push(
      warning(
        'no-backups',
        `${id} keeps no backups: the first one after a promotion is a full one, and until then there is none`,
        'turn automated backups on, and let one finish',
      ),
    )
  }
  if (!replica.isMultiAz) {
    found.push(warning('single-az', `${id} would come up in one zone only`, 'make the replica Multi-AZ'))
  }
  if (!replica.isProtected)
    found.push(warning('no-deletion-protection', `${id} has no deletion protection`, 'turn it on'))
  if (!writer) return found
  if (writer.version !== replica.version) {
    found.push(
      warning(
        'versions-differ',
        `${id} runs ${replica.engine} ${replica.version}, ${writer.id} runs ${writer.version}: the way back needs a replica that is not older`,
        'bring both to one version',
      ),
    )
  }
  if (isSmaller(replica.class, writer.class)) {
    found.push(
      warning(
        'smaller-class',
        `${id} is ${replica.class}, ${writer.id} is ${writer.class}`,
        'give the replica the class of its writer',
      ),
    )
  }
  if (replica.source !== undefined && replica.source !== writer.arn) {
    found.push(
      error(
        'other-source',
        `${id} follows ${idOfArn(replica.source)}, not ${writer.id}`,
        'make it a replica of the writer itself',
      ),
    )
  }
  return found
}

const ofLag = ({ id }: Instance, samples: number | undefined): readonly Rule[] => {
  if (samples === undefined)
    return [
      {
        rule: 'lag-unseen',
        severity: 'unknown',
        says: `the lag of ${id} could not be asked for`,
        next: 'ask again when CloudWatch answers',
      },
    ]
  return samples > 0
    ? []
    : [
        error(
          'lag-missing',
          `CloudWatch has no ReplicaLag of ${id}; the guard replica-lag would hold every move`,
          'see that replication runs',
        ),
      ]
}

function ofPolicy({ fence, instance }: Settings): readonly Rule[] {
  const found: Rule[] = []
  if (fence.length === 0) {
    found.push(
      error(
        'no-fence',
        'no fence is named: only a failover under unreachable_writer: promote is possible, and the old writer is not kept from writing',
        'name one under fence',
      ),
    )
  }
  for (const each of fence) {
    const blind = each.by === 'read-only' ? Object.keys(instance).filter((at) => each.dsn[at] === undefined) : []
    if (blind.length > 0) {
      found.push(
        error(
          'read-only-travels',
          `read-only names no connection string for ${blind.join(', ')}: a promoted replica stays read-only there, so this fence is not used`,
          'name one for every region',
        ),
      )
    }
    if (each.by === 'object' && instance[each.region] !== undefined) {
      found.push(
        warning(
          'fence-beside',
          `the fence object stands in ${each.region}, and cannot fence the writer there`,
          'name a second object in another region',
        ),
      )
    }
  }
  return found
}

const SIZES = ['micro', 'small', 'medium', 'large', 'xlarge']

/** By size alone: families are not compared. */
export function isSmaller(one: string, other: string): boolean {
  return sizeOf(one) < sizeOf(other)
}

function sizeOf(instanceClass: string): number {
  const size = instanceClass.split('.')[2] ?? ''
  const times = Number(/^(\d+)xlarge$/.exec(size)?.[1] ?? 1)
  const rank = SIZES.indexOf(size.replace(/^\d+/, ''))
  return rank === -1 ? Number.NaN : rank + Math.log2(times)
}
