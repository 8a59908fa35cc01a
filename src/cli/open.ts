/** From a command line to a policy and the world it speaks of. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { World } from '../model/world.js'
import { formatFault, load } from '../policy/load.js'
import type { Policy } from '../policy/policy.js'
import { localDir } from '../providers/local/cloud/dir.js'
import { resourceTypes } from '../providers/registry.js'
import { Ending, EXIT } from './exit.js'
import type { GlobalOptions } from './options.js'
import type { Output } from './output.js'
import { version } from './version.js'

/** The file a command reads: `--policy`, else `$FAILOVER_POLICY`, else `failover.yaml` here, else the running local cloud's. */
export function findPolicy({ policy }: GlobalOptions, output: Output): string {
  const named = policy ?? process.env.FAILOVER_POLICY
  if (named) return named
  if (existsSync('failover.yaml')) return 'failover.yaml'
  const local = path.join(localDir(process.env), 'policy.yaml')
  if (existsSync(local)) {
    output.remark(`policy: ${local} (the running local cloud's)`)
    return local
  }
  const next = 'give one by --policy FILE or $FAILOVER_POLICY, or start the local cloud by "failover local up"'
  throw new Ending(EXIT.usage, 'no policy: there is no failover.yaml here, and no local cloud runs', next)
}

/** The policy in `file`; a bad one ends the command with every fault at once. */
export function readPolicy(file: string): Policy {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message.replace(/, \w+ '.*'$/, '') : String(thrown)
    throw new Ending(EXIT.usage, `cannot read the policy ${file}: ${why}`, 'give another by --policy FILE')
  }
  const loaded = load(text, file, resourceTypes)
  if (loaded.is === 'policy') return loaded.policy
  const count = loaded.faults.length === 1 ? '1 fault' : `${loaded.faults.length} faults`
  const lines = loaded.faults.map(formatFault).join('\n')
  throw new Ending(EXIT.usage, `${count} in ${file}\n${lines}`, undefined, { file, faults: loaded.faults })
}

export interface Opened {
  readonly file: string
  readonly policy: Policy
  readonly world: World
}

/** What a command opens its world for: to act in it, or only to look, which a dry run does too (law 18). */
export type OpenedFor = 'acting' | 'looking'

/** Finds and reads the policy, and opens its world; providers are loaded only now. */
export async function open(
  options: GlobalOptions & { readonly breakGlass?: boolean; readonly dryRun?: boolean },
  output: Output,
  purpose: OpenedFor = 'acting',
): Promise<Opened> {
  const file = findPolicy(options, output)
  const policy = readPolicy(file)
  const mayChange = purpose === 'acting' && options.dryRun !== true
  const world = await worldOf(policy, { breakGlass: options.breakGlass === true, mayChange }, options)
  return { file, policy, world }
}

async function worldOf(
  policy: Policy,
  how: { readonly breakGlass: boolean; readonly mayChange: boolean },
  { profile }: GlobalOptions,
): Promise<World> {
  if (policy.world === 'local') {
    const { openLocalWorld } = await import('../providers/local/world.js')
    return openLocalWorld(policy, how)
  }
  const { openAwsWorld } = await import('../providers/aws/world.js')
  return openAwsWorld(policy, { ...how, version: version(), ...(profile === undefined ? {} : { profile }) })
}
