import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Finding } from '../../../../src/providers/aws/live-check.js'
import { type Settings, settings } from '../../../../src/providers/aws/rds/rds-replica.js'
import { check, isSmaller } from '../../../../src/providers/aws/rds/rds-replica-check.js'
import type { RdsAnswers } from '../../../fixtures/aws/answers-rds.js'
import { describeAws } from '../../../fixtures/aws/stand.js'
import { standForEach } from '../../../fixtures/aws/stand-for-each.js'
import { createOrders, createWriter, EU, putLag, rdsAnswers, US } from '../fixtures/orders-database.js'
import { arnOf } from '../fixtures/rds-instances.js'

const never = new AbortController().signal

describe('the class of an instance', () => {
  it.each([
    ['db.r6g.large', 'db.r6g.xlarge', true],
    ['db.r6g.xlarge', 'db.r6g.2xlarge', true],
    ['db.r6g.16xlarge', 'db.r6g.2xlarge', false],
    ['db.t3.micro', 'db.r6g.large', true],
    ['db.r6g.large', 'db.m6g.large', false],
    ['db.serverless', 'db.r6g.large', false],
  ])('%s is smaller than %s: %s', (one, other, expected) => {
    expect(isSmaller(one, other)).toBe(expected)
  })
})

describeAws('what validate --live finds of an RDS writer, over the wire', () => {
  const stand = standForEach()
  let rds: RdsAnswers
  beforeAll(() => {
    rds = rdsAnswers(stand)
  })
  beforeEach(() => {
    rds.reset()
  })

  const found = (said: Partial<Settings> = {}): Promise<readonly Finding[]> => {
    const read = settings.parse({ instance: { [US]: 'orders', [EU]: 'orders-eu' }, ...said })
    return check({ name: 'orders', type: 'rds-replica', settings: read }, stand.context(), never)
  }
  const rules = async (said: Partial<Settings> = {}): Promise<readonly string[]> =>
    (await found(said)).map(({ rule, severity }) => `${severity} ${rule}`)

  it('tells what would hold a failover, and what would weaken it', async () => {
    await createOrders(stand, rds)
    rds.statuses.set(arnOf('orders-eu', EU), { status: 'backing-up', looks: 1 })
    expect(await rules({ fence: [{ by: 'stop' }] })).toEqual(
      expect.arrayContaining([
        'error fence-cannot-stop',
        'warning backing-up',
        'warning single-az',
        'warning no-deletion-protection',
        'error lag-missing',
      ]),
    )
  })

  it('is content with a lag that is measured', async () => {
    await createOrders(stand, rds)
    await putLag(stand, EU, 'orders-eu', 1)
    expect(await rules()).not.toContain('error lag-missing')
    expect(await rules()).toContain('error no-fence')
  })

  it('misses a replica that is not there, and says what cannot be seen', async () => {
    await createWriter(stand)
    expect(await rules()).toContain('error db-instance-missing')
    stand.gateway.fault({ region: EU, does: 'deny' })
    expect(await rules()).toContain('unknown rds-unseen')
  })
})
