/** `failover iam`: the least-privilege policies for a given failover policy; loads no SDK. */
import type { IamDocument } from '../../providers/aws/iam-document.js'
import { MANAGED_POLICY_MAX, sizeOf } from '../../providers/aws/iam-document.js'
import { type IamIdentity, type IamPolicies, iamPoliciesOf } from '../../providers/aws/iam-policy.js'
import { Ending, EXIT } from '../exit.js'
import { findPolicy, readPolicy } from '../open.js'
import type { GlobalOptions } from '../options.js'
import type { Output } from '../output.js'

export interface IamOptions extends GlobalOptions {
  /** Which of them alone. */
  readonly only?: string
  /** Of a role that the policy names; else of whoever runs this. */
  readonly role?: string
}

const WHICH = ['looking', 'acting', 'auditing'] as const
const USE = {
  looking: 'Looking: enough for watch, plan, --dry-run, status and validate --live',
  acting: 'Acting: beyond looking, for failover --to, evacuate, back, and a watcher that moves by itself',
  auditing: 'Auditing: beyond looking, for failover audit, which lists what carries the tag of the app',
} as const

export async function iam(output: Output, options: IamOptions): Promise<void> {
  const which = WHICH.find((each) => each === options.only)
  if (options.only !== undefined && which === undefined) {
    throw new Ending(EXIT.usage, `--only: found "${options.only}", allowed: ${WHICH.join(', ')}`)
  }
  const file = findPolicy(options, output)
  const policy = readPolicy(file)
  if (policy.world !== 'aws') throw new Ending(EXIT.usage, `${file} is for the local cloud, which knows no IAM`)
  const policies = iamPoliciesOf(policy)
  const identity = chosen(policies, options.role)
  for (const [name, document] of documentsOf(policies)) warnOfSize(name, document, output)
  if (which !== undefined) {
    // What is piped into a file as one identity's document must not hide that there are others.
    if (options.role === undefined && policies.roles.length > 0) output.remark(othersIn(policies))
    output.say(JSON.stringify(identity[which], null, 2))
    return output.document(identity[which])
  }
  if (options.role === undefined) tellAll(policies, output)
  else tell(identity, `For the role ${options.role}`, output)
  output.remark('--only looking, acting or auditing prints one document alone, to be piped into a file')
  const { acting, auditing, looking } = identity
  output.document(options.role === undefined ? policies : { role: options.role, looking, acting, auditing })
}

function chosen(policies: IamPolicies, role: string | undefined): IamIdentity {
  if (role === undefined) return policies
  const found = policies.roles.find((each) => each.role === role)
  if (found) return found
  const known = policies.roles.map((each) => each.role).join(', ')
  throw new Ending(EXIT.usage, `--role: found "${role}", allowed: ${known || 'none, since the policy names no role'}`)
}

function tellAll(policies: IamPolicies, output: Output): void {
  const { roles } = policies
  tell(policies, roles.length > 0 ? 'For whoever runs this' : undefined, output)
  for (const { role, ...identity } of roles) {
    output.say('')
    tell(identity, `For the role ${role}, which must trust whoever runs this`, output)
  }
}

function tell(identity: IamIdentity, who: string | undefined, output: Output): void {
  const { paint } = output
  if (who !== undefined) output.say(paint.bold(who))
  for (const which of WHICH) {
    const document = identity[which]
    if (which !== 'looking') output.say('')
    output.say(USE[which])
    output.say(document.Statement.length > 0 ? JSON.stringify(document, null, 2) : 'nothing')
  }
}

function warnOfSize(name: string, document: IamDocument, { remark }: Output): void {
  const size = sizeOf(document)
  if (size <= MANAGED_POLICY_MAX) return
  remark(
    `${name} takes ${size} characters, and a managed policy has ${MANAGED_POLICY_MAX}: split its statements over several`,
  )
}

const documentsOf = ({
  acting,
  auditing,
  looking,
  roles,
}: IamPolicies): readonly (readonly [string, IamDocument])[] => [
  ['looking', looking],
  ['acting', acting],
  ['auditing', auditing],
  ...roles.flatMap((each): readonly (readonly [string, IamDocument])[] => [
    [`looking of ${each.role}`, each.looking],
    [`acting of ${each.role}`, each.acting],
    [`auditing of ${each.role}`, each.auditing],
  ]),
]

const othersIn = ({ roles }: IamPolicies): string =>
  `this is for whoever runs it alone; roles of the policy have their own, by --role: ${roles.map(({ role }) => role).join(', ')}`
