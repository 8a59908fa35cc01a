import { beforeEach, describe, expect, it } from 'vitest'
import type { End, Tactic } from '../../../src/model/plan.js'
import type { Driver } from '../../../src/model/resource.js'
import { grants, settings } from '../../../src/providers/actions/lambda-action.js'
import { check, make } from '../../../src/providers/actions/lambda-action-driver.js'
import { dataOf } from '../../../src/providers/aws/places.js'
import { answerInvocations, type PointingFunction } from '../../fixtures/aws/answers-lambda-invoke.js'
import { type AwsStand, describeAws, openAws } from '../../fixtures/aws/stand.js'
import { standForEach } from '../../fixtures/aws/stand-for-each.js'
import { driverConformance } from '../../fixtures/driver-conformance.js'
import { standOn } from '../aws/fixtures/conformance-stand.js'
import { makeFunction } from '../aws/fixtures/functions.js'
import { underOneLeash } from './fixtures/one-leash.js'
import { away, home, traffic } from './fixtures/places.js'

function cdn(more: Readonly<Record<string, unknown>> = {}) {
  const functions = { [home]: 'point-cdn', [away]: 'point-cdn' }
  const step = settings.parse({ at: 'traffic', function: functions, undo: 'function', ...more })
  return { name: 'cdn', type: 'lambda-action', settings: step }
}

const leash = (signal = AbortSignal.timeout(60_000)) => ({ epoch: 7, signal })

async function tacticOf(driver: Driver, end: End = traffic): Promise<Tactic> {
  const [tactic] = driver.tactics(end, await driver.inspect(leash().signal))
  if (!tactic) throw new Error('no tactic')
  return tactic
}

async function makeBoth(stand: AwsStand): Promise<void> {
  await makeFunction(stand, home, 'point-cdn')
  await makeFunction(stand, away, 'point-cdn')
}

// That the function is there is moto's answer; what it answers when it is invoked is the gateway's.
describeAws('lambda-action, over the wire', () => {
  driverConformance('lambda-action', async () => {
    const stand = await openAws()
    await makeBoth(stand)
    const one = answerInvocations(stand.gateway, home)
    return {
      ...standOn(stand, (context) => underOneLeash(make(cdn(), context))),
      ways: [{ end: traffic }],
      snapshot: async () => one.origin,
    }
  })

  describe('a function', () => {
    const stand = standForEach()
    let one: PointingFunction
    beforeEach(async () => {
      await makeBoth(stand)
      one = answerInvocations(stand.gateway, home)
    }, 60_000)

    it('is invoked in the region the move goes to, with what it is for', async () => {
      const driver = make(cdn(), stand.context())
      const { action, needs, prerequisites, says } = await tacticOf(driver)
      expect(says).toBe('cdn: invoke point-cdn in eu-west-1')
      expect(needs).toEqual([dataOf('lambda', away)])
      expect(prerequisites).toEqual(['function in eu-west-1'])
      await driver.apply(action, leash())
      expect(one.invocations).toEqual([
        {
          ...{ region: away, name: 'point-cdn' },
          payload: {
            ...{ action: 'apply', app: 'shop', resource: 'cdn', from: home, to: away, region: away, epoch: 7 },
            once: expect.stringMatching(/^[0-9a-f-]{36}$/),
          },
        },
      ])
      expect(await driver.holds(action, leash())).toEqual({ is: 'yes', because: 'the CDN points to eu-west-1' })
    })

    it('at the fence runs where the move goes as well: what fails is not needed', async () => {
      const driver = make(cdn({ at: 'fenced' }), stand.context())
      const fence: End = { kind: 'fenced', at: home, successor: away, planned: false }
      const { action } = await tacticOf(driver, fence)
      stand.gateway.fault({ region: home, does: 'hang' })
      await driver.apply(action, leash())
      expect(one.invocations).toMatchObject([{ region: away, payload: { region: home, from: home, to: away } }])
    })

    it('that fails has refused, with its own words', async () => {
      const driver = make(cdn(), stand.context())
      const { action } = await tacticOf(driver)
      one.throws = { errorType: 'QuotaError', errorMessage: 'no more origins' }
      await expect(driver.apply(action, leash())).rejects.toMatchObject({
        ...{ code: 'refused', message: 'point-cdn in eu-west-1 failed at "apply": QuotaError: no more origins' },
      })
      expect(await driver.holds(action, leash())).toMatchObject({ is: 'unknown' })
    })

    it('that answers something else is unknown', async () => {
      const driver = make(cdn(), stand.context())
      const { action } = await tacticOf(driver)
      one.says = '"ok"'
      expect(await driver.holds(action, leash())).toEqual({ is: 'unknown', because: 'cdn answered "ok"' })
    })

    it('that has no "holds" is not asked for it, and may say no to "apply"', async () => {
      const driver = make(cdn({ holds: false }), stand.context())
      const { action } = await tacticOf(driver)
      const run = leash()
      expect(await driver.holds(action, run)).toMatchObject({ is: 'no' })
      await driver.apply(action, run)
      expect(await driver.holds(action, run)).toMatchObject({ is: 'yes' })
      expect(one.invocations.map(({ payload }) => payload.action)).toEqual(['apply'])
      one.says = '{"holds": false, "because": "the CDN is frozen"}'
      await expect(driver.apply(action, leash())).rejects.toMatchObject({
        message: 'point-cdn in eu-west-1 says no: the CDN is frozen',
      })
    })

    it('is not invoked at all in a dry run', async () => {
      const driver = make(cdn(), stand.context({ mayChange: false }))
      const { action } = await tacticOf(driver)
      expect(await driver.holds(action, leash())).toMatchObject({ is: 'unknown' })
      await expect(driver.apply(action, leash())).rejects.toMatchObject({ code: 'interlocked' })
      expect(one.invocations).toEqual([])
    })

    it('that is missing where the move goes is a prerequisite not met, and a finding', async () => {
      const step = cdn({ function: { [away]: 'piont-cdn' } })
      const { facts } = await make(step, stand.context()).inspect(leash().signal)
      expect(facts['function in eu-west-1']).toMatchObject({ is: 'unmet' })
      expect(facts['function in us-east-1']).toMatchObject({
        ...{ is: 'unmet', because: 'the policy names no Lambda function in us-east-1' },
      })
      const found = await check(step, stand.context(), leash().signal)
      expect(found.map(({ rule }) => rule)).toEqual(['function-missing', 'function-missing'])
      expect(await check(cdn(), stand.context(), leash().signal)).toEqual([])
    })

    it('wants to be read for looking, and to be invoked for acting alone', async () => {
      const driver = make(cdn(), stand.context())
      stand.gateway.forget()
      const { action } = await tacticOf(driver)
      const { acting, looking } = grants(cdn().settings, stand.regions)
      expect(looking.flatMap(({ operations }) => operations)).toEqual(['GetFunctionConfiguration'])
      expect(new Set(stand.gateway.requests.map(({ operation }) => operation))).toEqual(
        new Set(['GetFunctionConfiguration']),
      )
      stand.gateway.forget()
      await driver.apply(action, leash())
      expect(acting.flatMap(({ operations }) => operations)).toEqual(['Invoke'])
      expect(stand.gateway.requests.map(({ operation }) => operation)).toEqual(['Invoke'])
    })
  })
})
