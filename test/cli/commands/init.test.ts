import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type InitOptions, init } from '../../../src/cli/commands/init.js'
import { EXIT } from '../../../src/cli/exit.js'
import { readPolicy } from '../../../src/cli/open.js'
import { type AwsShop, openAwsShop } from '../../end-to-end/aws/fixtures/aws-shop.js'
import { describeAws } from '../../fixtures/aws/stand.js'
import { answerDatastores } from '../../providers/aws/scan/fixtures/datastores.js'
import { keptOutput } from '../fixtures/output.js'

const PATIENCE_MS = 120_000
const given: InitOptions = { app: 'shop', regions: 'us-east-1,eu-west-1', out: '-' }

describe('failover init, before it asks anybody', () => {
  it.each([
    ['', 'found none, allowed: at least two'],
    ['us-east-1', 'found "us-east-1" alone, allowed: at least two'],
    ['us-east-1,us-east-1', 'found "us-east-1" a second time, allowed: each region once'],
    ['us-east-1, eu-west-1a,Ireland', 'found "eu-west-1a", "Ireland", allowed: region codes such as eu-west-1'],
  ])('refuses --regions "%s"', async (regions, message) => {
    await expect(init(keptOutput(), { ...given, regions })).rejects.toMatchObject({
      ...{ exitCode: EXIT.usage, message: `--regions: ${message}` },
      next: expect.stringContaining('--regions us-east-1,eu-west-1'),
    })
  })

  it('refuses an app of no letters', async () => {
    await expect(init(keptOutput(), { ...given, app: '--' })).rejects.toMatchObject({
      ...{ exitCode: EXIT.usage, message: '--app: found "--", allowed: a name such as shop' },
    })
  })

  it('does not overwrite a file, and says how to', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'failover-init-'))
    const out = join(dir, 'failover.yaml')
    try {
      await writeFile(out, 'mine')
      await expect(init(keptOutput(), { ...given, out })).rejects.toMatchObject({
        ...{ exitCode: EXIT.usage, message: `${out} is there already and is not overwritten` },
        next: expect.stringContaining('--force'),
      })
      expect(await readFile(out, 'utf8')).toBe('mine')
    } finally {
      await rm(dir, { recursive: true })
    }
  })
})

describeAws('failover init, over the wire', () => {
  let shop: AwsShop
  beforeAll(async () => {
    shop = await openAwsShop()
    process.env.AWS_ENDPOINT_URL = shop.stand.url
  }, 300_000)
  afterAll(async () => {
    delete process.env.AWS_ENDPOINT_URL
    await shop?.close()
  })
  beforeEach(() => answerDatastores(shop.stand.gateway, []))

  it(
    'writes a policy that the other commands read, and sums up what was found',
    async () => {
      const out = join(shop.dir, 'first.yaml')
      const output = keptOutput()
      await init(output, { ...given, out })
      const { app, plan } = readPolicy(out)
      expect({ app, names: plan.resources.map(({ name }) => name) }).toEqual({
        ...{ app: 'shop', names: ['front', 'api', 'web', 'orders'] },
      })
      expect(output.remarks).toEqual([])
      expect(output.said).toEqual([
        `${out}: a first policy, of what was found:`,
        expect.stringMatching(/^ {2}us-east-1 \(primary\): use1-az1, /),
        expect.stringMatching(/^ {2}eu-west-1 \(standby\): euw1-az1, /),
        expect.stringMatching(/^ {2}front \(route53-record\): www\.shop\.example\.com: failover records/),
        expect.stringMatching(/^ {2}api \(route53-record\): /),
        expect.stringMatching(/^ {2}web \(autoscaling-group\): Auto Scaling groups: the same name/),
        expect.stringMatching(/^ {2}orders \(rds-replica\): RDS/),
        expect.stringMatching(/^Next: .*failover validate --live/),
      ])
    },
    PATIENCE_MS,
  )

  it(
    'overwrites with --force',
    async () => {
      const out = join(shop.dir, 'old.yaml')
      await writeFile(out, 'old')
      await init(keptOutput(), { ...given, out, force: true })
      expect(readPolicy(out).app).toBe('shop')
    },
    PATIENCE_MS,
  )

  it(
    'prints the policy alone with --out -, and puts it in the document',
    async () => {
      const output = keptOutput()
      await init(output, given)
      const text = output.said.join('\n')
      expect(text).toMatch(/^# The first policy of "shop"/)
      expect(output.documents).toEqual([
        {
          ...{ file: '-', policy: `${text}\n`, notFound: [] },
          found: expect.objectContaining({
            ...{ app: 'shop', account: '123456789012', leftOut: [], unread: [] },
            resources: expect.arrayContaining([expect.objectContaining({ name: 'web', type: 'autoscaling-group' })]),
          }),
        },
      ])
    },
    PATIENCE_MS,
  )

  it(
    'says on standard error what it was not allowed to read',
    async () => {
      const lift = shop.stand.gateway.fault({ service: 'autoscaling', does: 'deny' })
      const output = keptOutput()
      await init(output, given).finally(lift)
      expect(output.remarks).toEqual(
        ['us-east-1', 'eu-west-1'].map((region) =>
          expect.stringMatching(new RegExp(`^not read: autoscaling:DescribeAutoScalingGroups in ${region} \\(`)),
        ),
      )
      expect(output.said.join('\n')).not.toContain('type: autoscaling-group')
    },
    PATIENCE_MS,
  )

  it(
    'asks whether the app is called so where nothing was found',
    async () => {
      const output = keptOutput()
      await init(output, { ...given, app: 'shoop' })
      expect(output.remarks).toEqual([expect.stringContaining('says "shoop": is it called so there?')])
    },
    PATIENCE_MS,
  )

  it(
    'writes nowhere it cannot, and says so',
    async () => {
      const out = join(shop.dir, 'no', 'such', 'directory.yaml')
      await expect(init(keptOutput(), { ...given, out })).rejects.toMatchObject({
        ...{ exitCode: EXIT.usage, message: expect.stringContaining('cannot write the policy: ENOENT') },
      })
    },
    PATIENCE_MS,
  )
})
