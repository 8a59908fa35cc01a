/** `failover iam`: the least-privilege policies for a given failover policy; loads no SDK. */
import { iamPoliciesOf } from '../../providers/aws/iam-policy.js'
import { Ending, EXIT } from '../exit.js'
import { findPolicy, readPolicy } from '../open.js'
import type { GlobalOptions } from '../options.js'
import type { Output } from '../output.js'

export interface IamOptions extends GlobalOptions {
  /** Which of the two alone. */
  readonly only?: string
}

export async function iam(output: Output, options: IamOptions): Promise<void> {
  const { only } = options
  if (only !== undefined && only !== 'looking' && only !== 'acting') {
    throw new Ending(EXIT.usage, `--only: found "${only}", allowed: looking, acting`)
  }
  const file = findPolicy(options, output)
  const policy = readPolicy(file)
  if (policy.world !== 'aws') throw new Ending(EXIT.usage, `${file} is for the local cloud, which knows no IAM`)
  const { acting, looking, roles } = iamPoliciesOf(policy)
  if (only !== undefined) {
    const document = only === 'looking' ? looking : acting
    output.say(JSON.stringify(document, null, 2))
    output.document(document)
    return
  }
  output.say('Looking: enough for watch, plan, --dry-run, status and validate --live')
  output.say(JSON.stringify(looking, null, 2))
  output.say('')
  output.say('Acting: beyond looking, for failover --to, evacuate, back, and a watcher that moves by itself')
  output.say(JSON.stringify(acting, null, 2))
  if (roles.length > 0) output.say(`\nTo be trusted by whoever runs this: ${roles.join(', ')}`)
  output.remark('--only looking or --only acting prints one document alone, to be piped into a file')
  output.document({ looking, acting, roles })
}
