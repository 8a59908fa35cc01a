import { beforeAll, beforeEach, expect, it } from 'vitest'
import { nameOf, region } from '../../../../src/model/place.js'
import type { End } from '../../../../src/model/plan.js'
import type { Driver, Leash } from '../../../../src/model/resource.js'
import { settings } from '../../../../src/providers/aws/rds/rds-restore.js'
import { LOSSLESS, make } from '../../../../src/providers/aws/rds/rds-restore-driver.js'
import type { RdsAnswers } from '../../../fixtures/aws/answers-rds.js'
import { describeAws } from '../../../fixtures/aws/stand.js'
import { standForEach } from '../../../fixtures/aws/stand-for-each.js'
import { createOrders, createWriter, EU, ordersDriver, rdsAnswers, US } from '../fixtures/orders-database.js'

const [us, eu] = [region(US), region(EU)]
const LEASH: Leash = { epoch: 3, signal: new AbortController().signal }
const never = new AbortController().signal
const ARN = 'arn:aws:rds:eu-west-1:123456789012:auto-backup:ab-example'
const writer = (planned: boolean): End => ({ kind: 'writer', at: eu, from: us, planned })

describeAws('a restore from copied backups, over the wire (backups are the gateway’s own)', () => {
  const stand = standForEach()
  let rds: RdsAnswers
  let driver: Driver
  beforeAll(() => {
    rds = rdsAnswers(stand)
  })
  beforeEach(async () => {
    rds.reset()
    rds.attach(stand.gateway)
    await createWriter(stand)
    rds.backups.set(EU, { arn: ARN, latest: new Date(Date.now() - 300_000), sizeGib: 100 })
    const read = settings.parse({ instance: { [US]: 'orders', [EU]: 'orders-eu' }, automated_backup: { [EU]: ARN } })
    driver = make({ name: 'orders', type: 'rds-restore', settings: read }, stand.context({ app: 'shop' }))
  })

  it('knows what it would lose by the latest restorable time', async () => {
    const { active, facts, gauges } = await driver.inspect(never)
    expect(active).toBe(us)
    expect(facts['backup in eu-west-1']).toMatchObject({ is: 'met' })
    const [gauge] = gauges
    expect(gauge?.reading.is === 'known' ? gauge.reading.value : 0).toBeGreaterThanOrEqual(300_000)
  })

  it('restores in the other region alone, leaning on RDS and on new volumes there', async () => {
    const [tactic] = driver.tactics(writer(false), await driver.inspect(never))
    expect(tactic?.needs.map(nameOf)).toEqual(['rds/control@eu-west-1', 'ebs/control@eu-west-1'])
    // Twenty minutes and twelve seconds a GiB.
    expect(tactic?.expectedMs).toBe(40 * 60_000)
    if (!tactic) return
    stand.gateway.forget()
    await driver.apply(tactic.action, LEASH)
    await driver.apply(tactic.action, LEASH)
    expect(await driver.holds(tactic.action, LEASH)).toMatchObject({ is: 'yes' })
    const changes = stand.gateway.requests.filter(({ operation }) => !operation.startsWith('Describe'))
    expect(changes.map((one) => `${one.operation} ${one.region}`)).toEqual(['RestoreDBInstanceToPointInTime eu-west-1'])
    expect(await driver.inspect(never)).toMatchObject({ active: eu })
  })

  it('never stands in for a move that is to lose nothing', async () => {
    const seen = await driver.inspect(never)
    const [tactic] = driver.tactics(writer(true), seen)
    expect(tactic?.prerequisites).toContain(LOSSLESS)
    expect(seen.facts[LOSSLESS]).toMatchObject({ is: 'unmet' })
  })

  it('comes after a promotion for rds-replica, and only where no replica lives', async () => {
    const both = ordersDriver(stand.context(), { automated_backup: { [EU]: ARN } })
    const without = await both.inspect(never)
    expect(both.tactics(writer(false), without).map(({ name }) => name)).toEqual(['promote', 'restore'])
    expect(without.facts['no replica lives in eu-west-1']).toMatchObject({ is: 'met' })
    await stand.reset()
    await createOrders(stand, rds)
    expect((await both.inspect(never)).facts['no replica lives in eu-west-1']).toMatchObject({ is: 'unmet' })
  })
})
