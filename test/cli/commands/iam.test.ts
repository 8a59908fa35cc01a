import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type IamOptions, iam } from '../../../src/cli/commands/iam.js'
import { inDirectory, ROOT } from '../fixtures/command.js'
import { keptOutput } from '../fixtures/output.js'

const STOREFRONT = join(ROOT, 'policies', 'storefront.yaml')
const ROLE = 'arn:aws:iam::123456789012:role/failover'

interface Document {
  readonly Version: string
  readonly Statement: readonly { readonly Action: readonly string[]; readonly Resource: readonly string[] }[]
}

async function run(options: IamOptions = {}, as: Parameters<typeof keptOutput>[0] = {}) {
  const output = keptOutput(as)
  await iam(output, { policy: STOREFRONT, ...options })
  return output
}

const withRole = (work: (policy: string) => Promise<void>): Promise<void> =>
  inDirectory(async (dir) => {
    const policy = join(dir, 'failover.yaml')
    await writeFile(
      policy,
      `version: 1
app: shop
regions: { us-east-1: { role: primary, zones: [use1-az1] }, eu-west-1: { role: standby, zones: [euw1-az1] } }
observe: { signals: { http: { probe: http, url: "https://{zone}.shop.test/" } } }
aws: { role: "${ROLE}" }
plan: { resources: { web: { type: autoscaling-group, group: { us-east-1: web, eu-west-1: web }, capacity: 2 } } }
`,
    )
    await work(policy)
  })

describe('failover iam', () => {
  it('prints what looking wants and what acting wants beyond it, and how to have one of them alone', async () => {
    const { remarks, said } = await run()
    expect(said.filter((line) => !line.startsWith('{'))).toEqual([
      'Looking: enough for watch, plan, --dry-run, status and validate --live',
      '',
      'Acting: beyond looking, for failover --to, evacuate, back, and a watcher that moves by itself',
      '',
      'Auditing: beyond looking, for failover audit, which lists what carries the tag of the app',
    ])
    const [looking, acting] = said.filter((line) => line.startsWith('{')).map((text) => JSON.parse(text) as Document)
    const actions = (document: Document | undefined) => document?.Statement.flatMap(({ Action }) => Action) ?? []
    expect(actions(looking)).toContain('rds:DescribeDBInstances')
    expect(actions(looking)).not.toContain('rds:PromoteReadReplica')
    expect(actions(acting)).toContain('rds:PromoteReadReplica')
    expect(remarks).toEqual(['--only looking, acting or auditing prints one document alone, to be piped into a file'])
  })

  it.each(['looking', 'acting', 'auditing'] as const)(
    'with --only %s prints that document and nothing else',
    async (only) => {
      const { documents, remarks, said } = await run({ only })
      expect(said).toHaveLength(1)
      expect(remarks).toEqual([])
      expect(JSON.parse(said[0] ?? '')).toEqual(documents[0])
      expect(documents[0]).toMatchObject({ Version: '2012-10-17', Statement: expect.any(Array) })
    },
  )

  it('gives all as a document for programs', async () => {
    const { documents } = await run({}, { json: true })
    const statement = { Version: '2012-10-17', Statement: expect.any(Array) }
    expect(documents).toEqual([{ looking: statement, acting: statement, auditing: statement, roles: [] }])
  })

  it('says what each role wants that the policy names, and lets whoever runs this assume it', () =>
    withRole(async (policy) => {
      const { said } = await run({ policy })
      expect(said.filter((line) => !line.startsWith('{') && line !== '')).toEqual([
        'For whoever runs this',
        expect.stringMatching(/^Looking/),
        expect.stringMatching(/^Acting/),
        'nothing',
        expect.stringMatching(/^Auditing/),
        'nothing',
        `For the role ${ROLE}, which must trust whoever runs this`,
        expect.stringMatching(/^Looking/),
        expect.stringMatching(/^Acting/),
        expect.stringMatching(/^Auditing/),
      ])
      const only = await run({ policy, only: 'looking' })
      expect(only.documents).toEqual([
        { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['sts:AssumeRole'], Resource: [ROLE] }] },
      ])
      expect(only.remarks).toEqual([expect.stringContaining(`by --role: ${ROLE}`)])
      const role = await run({ policy, only: 'acting', role: ROLE })
      expect(role.said.join()).toContain('autoscaling:UpdateAutoScalingGroup')
      expect(role.remarks).toEqual([])
    }))

  it('says when a document is too long for one managed policy', () =>
    inDirectory(async (dir) => {
      const policy = join(dir, 'failover.yaml')
      const groups = Array.from({ length: 90 }, (_, index) => {
        const name = `a-group-of-instances-with-a-long-name-${index}`
        return `    web${index}: { type: autoscaling-group, group: { us-east-1: ${name}, eu-west-1: ${name} }, capacity: 2 }`
      })
      await writeFile(
        policy,
        `version: 1
app: shop
regions: { us-east-1: { role: primary, zones: [use1-az1] }, eu-west-1: { role: standby, zones: [euw1-az1] } }
observe: { signals: { http: { probe: http, url: "https://{zone}.shop.test/" } } }
plan:
  resources:
${groups.join('\n')}
`,
      )
      const { remarks } = await run({ policy, only: 'acting' })
      expect(remarks).toEqual([
        expect.stringMatching(/^acting takes \d+ characters, and a managed policy has 6144: split its statements over/),
      ])
    }))

  it.each<[string, IamOptions, string]>([
    ['another document', { only: 'both' }, '--only: found "both", allowed: looking, acting'],
    ['a role that is none', { role: ROLE }, `--role: found "${ROLE}", allowed: none, since the policy names no role`],
    ['the local cloud', { policy: join(ROOT, 'policies', 'local.yaml') }, 'which knows no IAM'],
  ])('refuses %s', async (_, options, message) => {
    await expect(run(options)).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining(message) })
  })
})
