import { UpdateAutoScalingGroupCommand } from '@aws-sdk/client-auto-scaling'
import {
  ChangeResourceRecordSetsCommand,
  ListHealthChecksCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  UpdateHealthCheckCommand,
} from '@aws-sdk/client-route-53'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { validate } from '../../../src/cli/commands/validate.js'
import { Ending } from '../../../src/cli/exit.js'
import { readPolicy } from '../../../src/cli/open.js'
import { recall } from '../../../src/controller/inventory.js'
import type { Finding } from '../../../src/providers/aws/live-check.js'
import { systemClock } from '../../../src/providers/clock.js'
import { storeAt } from '../../../src/providers/store/store-at.js'
import { type AwsShop, HOME, openAwsShop, STANDBY } from '../../end-to-end/aws/fixtures/aws-shop.js'
import { describeAws } from '../../fixtures/aws/stand.js'
import { keptOutput } from '../fixtures/output.js'

describeAws('failover validate --live', () => {
  let shop: AwsShop
  beforeAll(async () => {
    shop = await openAwsShop()
  }, 300_000)
  afterAll(async () => {
    delete process.env.AWS_ENDPOINT_URL
    await shop?.close()
  })
  const undo: (() => unknown)[] = []
  afterEach(async () => {
    for (const each of undo.splice(0).reverse()) await each()
    shop.stand.gateway.reset()
  })

  const run = async () => {
    const output = keptOutput()
    process.env.AWS_ENDPOINT_URL = shop.stand.url
    const ended = await validate(output, { policy: shop.policy, live: true }).catch((thrown: unknown) => thrown)
    if (ended !== undefined && !(ended instanceof Ending)) throw ended
    const document = (ended?.document ?? output.documents[0]) as { readonly findings: readonly Finding[] }
    return { ...output, findings: document.findings, ending: ended }
  }
  const rules = (findings: readonly Finding[], severity: Finding['severity']): readonly string[] =>
    [
      ...new Set(
        findings.filter((each) => each.severity === severity).map(({ resource, rule }) => `${resource} ${rule}`),
      ),
    ].sort()

  const records = async (name: string) => {
    const route53 = await shop.stand.sdk('route53', HOME)
    const { HostedZones = [] } = await route53.send(new ListHostedZonesCommand({}))
    const HostedZoneId = HostedZones[0]?.Id ?? ''
    const { ResourceRecordSets = [] } = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId }))
    const sets = ResourceRecordSets.filter(({ Name }) => Name === `${name}.shop.example.com.`)
    const write = (changed: readonly ResourceRecordSet[]) =>
      route53.send(
        new ChangeResourceRecordSetsCommand({
          ...{ HostedZoneId },
          ChangeBatch: { Changes: changed.map((ResourceRecordSet) => ({ Action: 'UPSERT', ResourceRecordSet })) },
        }),
      )
    undo.push(() => write(sets))
    return { sets, write }
  }

  it('finds nothing that would fail in a calm shop, says what would be weaker, and how to mend it', async () => {
    const { ending, findings, said } = await run()
    expect(ending).toBeUndefined()
    expect(rules(findings, 'error')).toEqual([])
    expect(rules(findings, 'unknown')).toEqual([])
    expect(said).toContain('0 errors, 2 warnings, 0 not seen')
    const at = said.findIndex((line) =>
      line.startsWith('warning  api: api.shop.example.com can be turned by its records'),
    )
    expect(said[at]).toMatch(/\[record-weight-only\]$/)
    expect(said[at + 1]).toMatch(/^ {9}add a health-switch/)
  })

  it('asks only, and keeps what it saw for a day on which it cannot be seen', async () => {
    const { said } = await run()
    const changes = shop.stand.gateway.requests.filter(({ operation }) => !/^(Describe|List|Get|Head)/.test(operation))
    expect(changes).toEqual([])
    const store = storeAt(readPolicy(shop.policy).store, '', { clock: systemClock(), epochFloor: async () => 0 })
    expect(said).toContainEqual(expect.stringContaining(`What was seen of 4 resources is kept in ${store.where}`))
    const kept = await recall(store)
    expect(kept.map(({ resource }) => resource)).toEqual(['front', 'api', 'web', 'orders'])
    expect(kept.every(({ at }) => Date.now() - at < 60_000)).toBe(true)
  })

  it('finds a health check that is disabled, which Route 53 counts as healthy', async () => {
    const route53 = await shop.stand.sdk('route53', HOME)
    const { HealthChecks = [] } = await route53.send(new ListHealthChecksCommand({}))
    const off = HealthChecks.find(({ HealthCheckConfig }) => HealthCheckConfig?.Inverted)
    const disable = (Disabled: boolean) =>
      route53.send(new UpdateHealthCheckCommand({ HealthCheckId: off?.Id, Disabled }))
    undo.push(() => disable(false))
    await disable(true)
    const { ending, findings } = await run()
    expect(ending).toMatchObject({ exitCode: 6, message: expect.stringMatching(/^\d+ errors? found live$/) })
    expect(rules(findings, 'error')).toContain('front health-check-disabled')
  })

  it('finds a record without a health check, which can never be switched off', async () => {
    const { sets, write } = await records('www')
    await write(
      sets.map(({ HealthCheckId, ...rest }) => (rest.Failover === 'PRIMARY' ? rest : { HealthCheckId, ...rest })),
    )
    const { ending, findings } = await run()
    expect(ending).toMatchObject({ exitCode: 6 })
    expect(rules(findings, 'error').filter((rule) => rule.startsWith('front'))).not.toEqual([])
  })

  it('finds answers that are kept for an hour', async () => {
    const { sets, write } = await records('www')
    await write(sets.map((set) => ({ ...set, TTL: 3_600 })))
    const { findings } = await run()
    const found = findings.filter(({ resource, says }) => resource === 'front' && /3600|1 h/.test(says))
    expect(found.length).toBeGreaterThan(0)
  })

  it('finds that the standby’s group cannot grow', async () => {
    const autoscaling = await shop.stand.sdk('autoscaling', STANDBY)
    const limit = (MaxSize: number) =>
      autoscaling.send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: 'web', MaxSize }))
    undo.push(() => limit(12))
    await limit(1)
    const { findings } = await run()
    expect(findings.filter(({ resource }) => resource === 'web').map(({ severity }) => severity)).not.toEqual([])
  })

  it('says what it could not see where AWS refuses, once for each reason, and calls it no error', async () => {
    shop.stand.gateway.fault({ service: 'rds', region: HOME, does: 'deny' })
    const { ending, findings } = await run()
    expect(ending).toBeUndefined()
    expect(rules(findings, 'unknown')).toContain('orders not-seen')
    const says = findings.map((finding) => `${finding.resource} ${finding.rule} ${finding.says}`)
    expect(new Set(says).size).toBe(says.length)
    const denied = findings.filter(({ rule, says: text }) => rule === 'not-seen' && text.includes('AccessDenied'))
    expect(denied).toHaveLength(1)
    expect(denied[0]).toMatchObject({
      says: expect.stringContaining('DB instance in us-east-1, replica in us-east-1, '),
    })
  })

  it('calls it no error that nothing at all could be seen', async () => {
    shop.stand.gateway.fault({ does: 'deny' })
    const { ending, findings } = await run()
    expect(ending).toBeUndefined()
    expect(rules(findings, 'unknown')).toEqual(
      expect.arrayContaining(['front not-seen', 'orders not-seen', 'web not-seen']),
    )
  })

  it('finds that the replica is gone, and that a failover would be refused', async () => {
    // moto fails to delete a replica of another region: the gateway says what RDS says where no instance has the id.
    const none = '<DescribeDBInstancesResult><DBInstances/></DescribeDBInstancesResult>'
    const body = `<DescribeDBInstancesResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/">${none}</DescribeDBInstancesResponse>`
    const asked = { service: 'rds', region: STANDBY, operation: 'DescribeDBInstances' }
    const headers = { 'content-type': 'text/xml' }
    undo.push(shop.stand.gateway.answer(asked, () => ({ status: 200, headers, body })))
    const { ending, findings, said } = await run()
    expect(ending).toMatchObject({ exitCode: 6 })
    const errors = rules(findings, 'error')
    expect(errors).toContain('orders no-way')
    expect(said.findIndex((line) => line.startsWith('error'))).toBeLessThan(
      said.findIndex((line) => line.startsWith('warning')),
    )
    const says = findings.map((finding) => `${finding.resource} ${finding.rule} ${finding.says}`)
    expect(new Set(says).size).toBe(says.length)
  })
})

describe('failover validate --live for the local cloud', () => {
  it('is refused, and says what looks there', async () => {
    const refused = validate(keptOutput(), { policy: 'policies/local.yaml', live: true })
    await expect(refused).rejects.toMatchObject({ exitCode: 2, next: expect.stringContaining('failover status') })
  })
})
