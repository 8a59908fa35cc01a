/** `failover validate`: checks a policy file and sums up what it says; loads nothing of any provider unless it is to look. */
import { formatMs } from '../../model/units.js'
import { findPolicy, readPolicy } from '../open.js'
import type { GlobalOptions } from '../options.js'
import type { Output } from '../output.js'

export async function validate(
  output: Output,
  options: GlobalOptions & { readonly live?: boolean },
  file?: string,
): Promise<void> {
  const from = file ?? findPolicy(options, output)
  const policy = readPolicy(from)
  const { app, decide, observe, plan, regions } = policy
  output.say(`${from}: a valid policy for "${app}" on ${policy.world}`)
  for (const { region, role, zones } of regions) output.say(`  ${region} (${role}): ${zones.join(', ')}`)
  const signals = observe.signals.map(({ name }) => name).join(', ')
  output.say(
    `  watches ${signals} every ${formatMs(observe.everyMs)}, ${observe.quorum} of ${observe.vantages.length} vantages agreeing`,
  )
  output.say(`  moves by itself: ${decide.automatic.join(', ') || 'never'}`)
  output.say(`  manages ${plan.resources.map(({ name, type }) => `${name} (${type})`).join(', ')}`)
  if (options.live !== true) return output.document({ file: from, valid: true, policy })
  const { validateLivePolicy } = await import('./validate-live.js')
  await validateLivePolicy(policy, from, output, options)
}
