import { GetFunctionConcurrencyCommand, PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Region, region } from '../../../../src/model/place.js'
import type { End } from '../../../../src/model/plan.js'
import { settings } from '../../../../src/providers/aws/capacity/lambda-concurrency.js'
import { check, make } from '../../../../src/providers/aws/capacity/lambda-concurrency-driver.js'
import { accountLimit } from '../../../fixtures/aws/answers-lambda.js'
import { type AwsStand, describeAws, openAws } from '../../../fixtures/aws/stand.js'
import { standForEach } from '../../../fixtures/aws/stand-for-each.js'
import { driverConformance } from '../../../fixtures/driver-conformance.js'
import { standOn } from '../fixtures/conformance-stand.js'
import { makeFunction } from '../fixtures/functions.js'

const A = region('us-east-1')
const B = region('eu-west-1')
const CAPACITY: End = { kind: 'capacity', at: B, from: A }
const resource = {
  ...{ name: 'checkout', type: 'lambda' },
  settings: settings.parse({ function: { [A]: 'checkout', [B]: 'checkout' }, capacity: 20 }),
}
const leash = () => ({ epoch: 1, signal: AbortSignal.timeout(60_000) })

async function reserve(stand: AwsStand, at: Region, executions: number): Promise<void> {
  await makeFunction(stand, at, 'checkout')
  const lambda = await stand.sdk('lambda', at)
  await lambda.send(
    new PutFunctionConcurrencyCommand({ FunctionName: 'checkout', ReservedConcurrentExecutions: executions }),
  )
}

async function reserved(stand: AwsStand, at: Region): Promise<number | undefined> {
  const lambda = await stand.sdk('lambda', at)
  const found = await lambda.send(new GetFunctionConcurrencyCommand({ FunctionName: 'checkout' }))
  return found.ReservedConcurrentExecutions
}

// What an account has left unreserved is the gateway's own answer: moto does not tell it.
describeAws('lambda, over the wire', () => {
  driverConformance('lambda', async () => {
    const stand = await openAws()
    await reserve(stand, A, 50)
    await reserve(stand, B, 1)
    accountLimit(stand.gateway, stand, 1_000, ['checkout'])
    return {
      ...standOn(stand, (context) => make(resource, context)),
      ways: [{ end: CAPACITY }],
      snapshot: async () => [await reserved(stand, A), await reserved(stand, B)],
    }
  })

  describe('a function', () => {
    const stand = standForEach()
    let lift = (): void => undefined
    beforeEach(async () => {
      lift()
      await reserve(stand, A, 50)
      await reserve(stand, B, 0)
    }, 60_000)
    const limit = (executions: number): void => {
      lift = accountLimit(stand.gateway, stand, executions, ['checkout'])
    }

    it('is given what the primary has reserved', async () => {
      limit(1_000)
      const driver = make(resource, stand.context())
      const [tactic] = driver.tactics(CAPACITY, await driver.inspect(leash().signal))
      expect(tactic?.says).toBe('reserve 50 executions for checkout in eu-west-1, now 0')
      if (tactic) await driver.apply(tactic.action, leash())
      expect(await reserved(stand, B)).toBe(50)
    })

    it('is not given what would leave the account’s pool less than a hundred', async () => {
      limit(140)
      const driver = make(resource, stand.context())
      const [tactic] = driver.tactics(CAPACITY, await driver.inspect(leash().signal))
      if (!tactic) throw new Error('a tactic')
      const said = driver.apply(tactic.action, leash())
      await expect(said).rejects.toMatchObject({
        code: 'insufficient-capacity',
        message: expect.stringContaining('100'),
      })
      expect(await reserved(stand, B)).toBe(0)
    })

    it('that does not exist, or that its region could not serve, is a finding', async () => {
      limit(110)
      const found = await check(resource, stand.context(), leash().signal)
      expect(found).toContainEqual(expect.objectContaining({ rule: 'concurrency-short', severity: 'error' }))
      const own = { ...resource, settings: { ...resource.settings, function: { [B]: 'chekcout' } } }
      const missing = await check(own, stand.context(), leash().signal)
      expect(missing).toContainEqual(expect.objectContaining({ rule: 'function-missing', severity: 'error' }))
    })
  })
})
