/** `failover validate --live`: that everything a policy names exists, and that no foot-gun is loaded. */
import { keep, recall, remember } from '../../controller/inventory.js'
import { OperatingError } from '../../model/error.js'
import type { Inspection } from '../../model/resource.js'
import type { Policy } from '../../policy/policy.js'
import type { Finding } from '../../providers/aws/live-check.js'
import { Ending, EXIT } from '../exit.js'
import type { GlobalOptions } from '../options.js'
import type { Output } from '../output.js'
import { rehearsed } from '../rehearsal.js'
import { version } from '../version.js'

const PATIENCE_MS = 60_000
const ORDER = ['error', 'warning', 'unknown'] as const

export async function validateLivePolicy(
  policy: Policy,
  file: string,
  output: Output,
  options: GlobalOptions,
): Promise<void> {
  if (policy.world !== 'aws') {
    throw new Ending(EXIT.usage, `${file} is for the local cloud`, '"failover status" looks at what runs there')
  }
  const { profile } = options
  const { openAwsWorld, contextFor } = await import('../../providers/aws/world.js')
  const { validateLive } = await import('../../providers/aws/live.js')
  const how = { mayChange: false, version: version(), ...(profile === undefined ? {} : { profile }) }
  const context = contextFor(policy, how)
  const world = await openAwsWorld(policy, { ...how, breakGlass: false })
  try {
    const { findings, inspections } = await validateLive(policy, context, AbortSignal.timeout(PATIENCE_MS))
    const kept = await keepSnapshot(world.store, inspections)
    const all = eachOnce([...findings, ...rehearsed(world, policy, inspections)])
    show(all, output)
    output.say(kept)
    const errors = countOf(all, 'error')
    const document = { file, findings: all }
    if (errors === 0) return output.document(document)
    throw new Ending(EXIT.failed, `${errors === 1 ? '1 error' : `${errors} errors`} found live`, undefined, document)
  } finally {
    context.aws.close()
    await world.close()
  }
}

/** What two checks find alike, or one for two moves, is told once. */
function eachOnce(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((found) => [`${found.severity} ${found.resource} ${found.says}`, found])).values()]
}

const countOf = (findings: readonly Finding[], of: Finding['severity']): number =>
  findings.filter(({ severity }) => severity === of).length

/** A calm day's look is kept for a worse one; that it could not be is said, and is no reason to fail. */
async function keepSnapshot(store: Parameters<typeof keep>[0], inspections: readonly Inspection[]): Promise<string> {
  try {
    const before = await recall(store)
    const merged = inspections.map((seen) => {
      const earlier = before.find(({ resource }) => resource === seen.resource)
      return earlier ? remember(earlier, seen) : seen
    })
    await keep(store, merged)
    return `What was seen of ${inspections.length} resources is kept in ${store.where}, for a day on which it cannot be seen.`
  } catch (thrown) {
    if (!(thrown instanceof OperatingError)) throw thrown
    return `What was seen could not be kept for a worse day: ${thrown.message}`
  }
}

function show(findings: readonly Finding[], output: Output): void {
  const { paint } = output
  const marks = { error: paint.red('error'), warning: paint.yellow('warning'), unknown: paint.dim('unknown') }
  for (const severity of ORDER) {
    for (const finding of findings.filter((each) => each.severity === severity)) {
      output.say(`${marks[severity]}  ${finding.resource}: ${finding.says} [${finding.rule}]`)
      output.say(`         ${finding.next}`)
    }
  }
  const [errors, warnings, unseen] = ORDER.map((severity) => countOf(findings, severity))
  output.say(
    findings.length === 0
      ? 'Live: everything named was found, and nothing stands in the way.'
      : `${errors} ${errors === 1 ? 'error' : 'errors'}, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}, ${unseen} not seen`,
  )
}
