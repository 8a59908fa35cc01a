import { beforeAll, beforeEach, expect, it } from 'vitest'
import { OperatingError } from '../../../../src/model/error.js'
import { nameOf, region } from '../../../../src/model/place.js'
import type { Action, End, Tactic } from '../../../../src/model/plan.js'
import type { Driver, Leash } from '../../../../src/model/resource.js'
import type { RdsAnswers } from '../../../fixtures/aws/answers-rds.js'
import { describeAws } from '../../../fixtures/aws/stand.js'
import { standForEach } from '../../../fixtures/aws/stand-for-each.js'
import { createOrders, EU, ordersDriver, putLag, rdsAnswers, US } from '../fixtures/orders-database.js'
import { arnOf } from '../fixtures/rds-instances.js'

const [us, eu] = [region(US), region(EU)]
const LEASH: Leash = { epoch: 5, signal: new AbortController().signal }
const never = new AbortController().signal
const writer = (planned: boolean): End => ({ kind: 'writer', at: eu, from: us, planned })

describeAws('rds-replica, over the wire', () => {
  const stand = standForEach()
  let rds: RdsAnswers
  let driver: Driver
  beforeAll(() => {
    rds = rdsAnswers(stand)
  })
  beforeEach(async () => {
    rds.reset()
    await createOrders(stand, rds)
    driver = ordersDriver(stand.context())
  })

  const first = async (end: End): Promise<Tactic> => {
    const [tactic] = driver.tactics(end, await driver.inspect(never))
    if (!tactic) throw new Error(`no tactic for ${end.kind}`)
    return tactic
  }
  const bring = async (action: Action): Promise<void> => {
    await driver.apply(action, LEASH)
    expect(await driver.holds(action, LEASH)).toMatchObject({ is: 'yes' })
  }

  it('sees the writer, the replica that follows it, and its lag', async () => {
    await putLag(stand, EU, 'orders-eu', 1.5)
    const seen = await driver.inspect(never)
    expect(seen).toMatchObject({
      active: us,
      impaired: [],
      facts: {
        'replica in eu-west-1': { is: 'met', because: 'orders-eu follows orders in us-east-1' },
        'one writer': { is: 'met' },
        'no backup under way in eu-west-1': { is: 'met' },
        'engine version in eu-west-1': { is: 'met' },
      },
      gauges: [{ in: eu, name: 'replica-lag-ms', reading: { is: 'known', value: 1_500 } }],
    })
  })

  it('does not know a lag that CloudWatch has not measured', async () => {
    const [gauge] = (await driver.inspect(never)).gauges
    expect(gauge?.reading).toEqual({
      is: 'unknown',
      because: 'CloudWatch has no ReplicaLag of orders-eu in the last ten minutes',
    })
  })

  it('promotes in the region of the replica alone, once, and tags it as the writer first', async () => {
    const { action } = await first(writer(false))
    stand.gateway.forget()
    await bring(action)
    const changes = stand.gateway.requests.filter(({ operation }) => !operation.startsWith('Describe'))
    expect(changes.map((one) => `${one.operation} ${one.region}`)).toEqual([
      'AddTagsToResource eu-west-1',
      'PromoteReadReplica eu-west-1',
    ])
    expect(new Set(stand.gateway.requests.map((one) => one.region))).toEqual(new Set([EU]))
    await driver.apply(action, LEASH)
    expect(stand.gateway.requests.filter(({ operation }) => operation === 'PromoteReadReplica')).toHaveLength(1)
    const seen = await driver.inspect(never)
    expect(seen).toMatchObject({
      active: eu,
      facts: { 'one writer': { is: 'met', because: 'the writer is in eu-west-1' } },
    })
  })

  it('waits while the replica is backing up, and says on inspection that it would', async () => {
    rds.statuses.set(arnOf('orders-eu', EU), { status: 'backing-up', looks: 1 })
    expect((await driver.inspect(never)).facts['no backup under way in eu-west-1']).toMatchObject({ is: 'unmet' })
    const { action } = await first(writer(false))
    rds.statuses.set(arnOf('orders-eu', EU), { status: 'backing-up', looks: 2 })
    await bring(action)
  })

  it('says which permission is missing when a promotion is denied', async () => {
    const { action } = await first(writer(false))
    stand.gateway.fault({ service: 'rds', operation: 'PromoteReadReplica', does: 'deny' })
    const thrown = await driver.apply(action, LEASH).catch((error: unknown) => error)
    expect(thrown).toBeInstanceOf(OperatingError)
    expect(thrown).toMatchObject({ code: 'denied', next: expect.stringContaining('failover iam') })
  })

  it('holds when the answer to a promotion was lost on the way', async () => {
    const { action } = await first(writer(false))
    stand.gateway.fault({ service: 'rds', operation: 'PromoteReadReplica', does: 'reset-after', times: 1 })
    await expect(driver.apply(action, LEASH)).rejects.toMatchObject({
      code: expect.stringMatching(/unreachable|timed-out/),
    })
    expect(await driver.holds(action, LEASH)).toMatchObject({ is: 'yes' })
  })

  it('promotes from what was kept, with everything in the old region refused', async () => {
    const calm = await driver.inspect(never)
    stand.gateway.fault({ region: US, does: 'error' })
    const seen = await driver.inspect(never)
    expect(seen.active).toBe(us)
    expect(seen.impaired.map(nameOf)).toContain('rds/control@us-east-1')
    expect(seen.facts['replica in eu-west-1']).toMatchObject({ is: 'met' })
    const [tactic] = driver.tactics(writer(false), { ...seen, state: { ...calm.state, ...seen.state } })
    for (const fact of tactic?.prerequisites ?? []) expect(seen.facts[fact], fact).toMatchObject({ is: 'met' })
    expect(tactic?.needs.map(nameOf)).toEqual(['rds/control@eu-west-1'])
    if (tactic) await bring(tactic.action)
  })

  it('refuses to promote what follows somebody else by now', async () => {
    const { action } = await first(writer(false))
    const strange = { ...action, with: { ...action.with, from: 'ap-southeast-2' } }
    await expect(driver.apply(strange, LEASH)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('builds the way back beside what a failover left, and moves back to it', async () => {
    await bring((await first(writer(false))).action)
    const home: End = { kind: 'replica', at: us, of: eu }
    const rebuild = await first(home)
    expect(rebuild.says).toBe(
      'rebuild orders in us-east-1: orders-r2, a read replica of orders-eu; what is there now is kept aside',
    )
    await bring(rebuild.action)
    const seen = await driver.inspect(never)
    expect(seen.active).toBe(eu)
    expect(seen.facts['replica in us-east-1']).toMatchObject({
      is: 'met',
      because: 'orders-r2 follows orders-eu in eu-west-1',
    })
    const back: End = { kind: 'writer', at: us, from: eu, planned: true }
    const promote = await first(back)
    expect(promote.action.with.instance).toBe('orders-r2')
    await driver.apply(promote.action, { ...LEASH, epoch: 6 })
    expect(await driver.inspect(never)).toMatchObject({ active: us })
  })

  it('plans the way back in one go: what is to be promoted there is what is built first', async () => {
    await bring((await first(writer(false))).action)
    const seen = await driver.inspect(never)
    const [replica] = driver.tactics({ kind: 'replica', at: us, of: eu }, seen)
    const [promote] = driver.tactics({ kind: 'writer', at: us, from: eu, planned: true }, seen)
    const [caughtUp] = driver.tactics({ kind: 'caught-up', at: us, of: eu, planned: true }, seen)
    expect(replica?.action.with.instance).toBe('orders-r2')
    expect(promote?.action.with.instance).toBe('orders-r2')
    expect(caughtUp?.action.with.instance).toBe('orders-r2')
  })

  it('has caught up only by a minute that began after it was asked', async () => {
    await putLag(stand, EU, 'orders-eu', 0, -60_000)
    const { action } = await first({ kind: 'caught-up', at: eu, of: us, planned: true })
    expect(await driver.holds(action, LEASH)).toMatchObject({ is: 'no' })
    await putLag(stand, EU, 'orders-eu', 3, 90_000)
    expect(await driver.holds(action, LEASH)).toMatchObject({
      is: 'no',
      because: expect.stringContaining('3 s at best'),
    })
    await putLag(stand, EU, 'orders-eu', 0, 90_000)
    expect(await driver.holds(action, LEASH)).toMatchObject({ is: 'yes' })
  })

  it('cannot stop a writer that has a read replica, and says so beforehand', async () => {
    driver = ordersDriver(stand.context(), { fence: [{ by: 'stop' }] })
    const seen = await driver.inspect(never)
    expect(seen.facts['fence 1 (stop) in us-east-1']).toEqual({
      is: 'unmet',
      because: 'orders has a read replica (orders-eu), and AWS stops no instance that has one',
    })
  })
})
