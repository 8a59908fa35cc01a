/** The shell of the audit: looks at everything once, changes nothing, and gives plain data for the rules to judge. */
import { EMPTY_ESTATE } from '../../audit/estate.js'
import type { Access, Checked, Controller, Facts, Moved } from '../../audit/facts.js'
import { inspectAll, recall } from '../../controller/inventory.js'
import { recallLags } from '../../controller/lag-history.js'
import { standingOf } from '../../controller/memory.js'
import { outlooksOf } from '../../controller/outlook.js'
import { OperatingError } from '../../model/error.js'
import type { JournalEntry } from '../../model/journal.js'
import type { Inspection } from '../../model/resource.js'
import type { World } from '../../model/world.js'
import type { Policy } from '../../policy/policy.js'
import type { GlobalOptions } from '../options.js'
import { rehearsed } from '../rehearsal.js'
import { version } from '../version.js'

const PATIENCE_MS = 60_000
const INSPECT_MS = 3_000

type Looked = Pick<Facts, 'estate' | 'inspections' | 'checked' | 'unseen'>

/** What `world` shows of the app of `policy`. */
export async function gatherFacts(world: World, policy: Policy, options: GlobalOptions): Promise<Facts> {
  const journal = await entriesOf(world)
  const looked = await (policy.world === 'aws' ? lookAtAws(policy, options) : lookLocally(world, policy))
  const { inspections } = looked
  const { active } = standingOf(policy, inspections, journal.entries)
  const controller = controllerOf(world, await accessTo(policy, options))
  return {
    ...{ world: world.kind, active, estate: looked.estate, inspections, controller },
    outlooks: outlooksOf(world, policy, {
      ...{ inspections, controller, active, entries: journal.entries },
      lags: await recallLags(world.store),
    }),
    moved: movedIn(journal.entries),
    checked: [...looked.checked, ...rehearsed(world, policy, inspections)],
    unseen: [...looked.unseen, ...journal.unseen],
  }
}

async function lookAtAws(policy: Policy, { profile }: GlobalOptions): Promise<Looked> {
  const { contextFor } = await import('../../providers/aws/world.js')
  const { validateLive } = await import('../../providers/aws/live.js')
  const { gatherEstate } = await import('../../providers/aws/audit/gather.js')
  const how = { mayChange: false, version: version(), ...(profile === undefined ? {} : { profile }) }
  const context = contextFor(policy, how)
  const signal = AbortSignal.timeout(PATIENCE_MS)
  try {
    const { findings, inspections } = await validateLive(policy, context, signal)
    return { ...(await gatherEstate({ policy, context, signal }, inspections)), inspections, checked: findings }
  } finally {
    context.aws.close()
  }
}

async function lookLocally(world: World, policy: Policy): Promise<Looked> {
  const inspections = await inspectAll(world, await recall(world.store), world.inspectMs ?? INSPECT_MS)
  const checked = inspections.flatMap(unknownIn)
  if (policy.world !== 'local') return { estate: EMPTY_ESTATE, inspections, checked, unseen: [] }
  const { localEstate } = await import('../../providers/local/audit/gather.js')
  return { estate: localEstate(policy, inspections), inspections, checked, unseen: [] }
}

const unknownIn = ({ facts, resource }: Inspection): readonly Checked[] =>
  Object.entries(facts)
    .filter(([, fact]) => fact.is === 'unknown')
    .map(([name, { because }]) => ({
      ...{ rule: 'not-seen', severity: 'unknown', resource, says: `${name}: ${because}` },
      next: '"failover status" looks at what runs',
    }))

async function accessTo(policy: Policy, { profile }: GlobalOptions): Promise<Access> {
  if (policy.world !== 'aws') return { kind: 'none-needed', says: 'the local cloud asks for no credentials' }
  const { accessOf } = await import('../../providers/aws/audit/access.js')
  return accessOf(policy.aws, process.env, profile)
}

/** AWS tells its functions, tasks and shells the region they run in; nobody else says. */
function controllerOf({ kind, store }: World, access: Access): Controller {
  const { AWS_EXECUTION_ENV: isOnAws, AWS_REGION: region } = process.env
  return { store: store.where, access, ...(kind === 'aws' && isOnAws && region ? { region } : {}) }
}

interface Journal extends Pick<Facts, 'unseen'> {
  readonly entries: readonly JournalEntry[]
}

async function entriesOf({ store }: World): Promise<Journal> {
  try {
    return { entries: await store.read(), unseen: [] }
  } catch (thrown) {
    if (!(thrown instanceof OperatingError)) throw thrown
    return { entries: [], unseen: [{ what: 'the journal', because: thrown.message }] }
  }
}

/** Moves between regions that users were seen to follow. */
function movedIn(entries: readonly JournalEntry[]): readonly Moved[] {
  const opened = new Map(
    entries.flatMap(({ event, incident }) =>
      event.kind === 'incident-opened' ? [[incident, event.move] as const] : [],
    ),
  )
  return entries.flatMap(({ at, event, incident }): readonly Moved[] => {
    if (event.kind !== 'incident-closed' || event.outcome !== 'recovered') return []
    const move = opened.get(incident)
    return move && 'to' in move ? [{ kind: move.kind, to: move.to, at }] : []
  })
}
