import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OperatingError } from '../../../../src/model/error.js'
import { controlFacts, ENDPOINTS } from '../../../../src/providers/aws/route53/route53-control-facts.js'
import { type Cluster, lookAround } from '../../../../src/providers/aws/route53/routing-control.js'
import { refusalOf, setRoutingControls } from '../../../../src/providers/aws/route53/routing-control-act.js'
import { RoutingControlAnswers } from '../../../fixtures/aws/answers-routing-control.js'
import { type AwsStand, describeAws, openAws } from '../../../fixtures/aws/stand.js'
import { CONTROLS, ENDPOINT_REGIONS, EU, EU_CONTROL, endpointsAt, US, US_CONTROL } from '../fixtures/route53.js'

const TO_EU = {
  states: [
    { region: US, arn: US_CONTROL, state: 'Off' },
    { region: EU, arn: EU_CONTROL, state: 'On' },
  ],
} as const
const leash = () => ({ epoch: 1, signal: new AbortController().signal })

describe('states of routing controls', () => {
  const off = (count: number) =>
    Array.from({ length: count }, () => ({ region: US, arn: US_CONTROL, state: 'Off' as const }))

  it('are never all Off', () => {
    expect(refusalOf(off(2))).toBe('every routing control would be Off: no region would be answered with')
  })

  it('are at most ten, as one call takes', () => {
    const on = { region: EU, arn: EU_CONTROL, state: 'On' as const }
    expect(refusalOf([on, ...off(9)])).toBeUndefined()
    expect(refusalOf([on, ...off(10)])).toContain('more than the 10 of one call')
  })
})

// The cluster is the gateway's own state machine throughout: moto has no routing control.
describeAws('routing controls over the wire', () => {
  let stand: AwsStand
  let arc: RoutingControlAnswers
  let detach = (): void => undefined
  let cluster: Cluster
  beforeAll(async () => {
    stand = await openAws()
  }, 180_000)
  afterAll(() => stand?.close())
  beforeEach(() => {
    detach()
    stand.gateway.reset()
    arc = new RoutingControlAnswers({ [US_CONTROL]: 'On', [EU_CONTROL]: 'Off' })
    detach = arc.attach(stand.gateway)
    cluster = {
      of: { endpoints: endpointsAt(stand.url), controls: CONTROLS },
      role: undefined,
      context: stand.context(),
    }
  })
  const act = () => setRoutingControls(cluster)
  const failure = (done: Promise<void>): Promise<OperatingError> =>
    done.then(
      () => Promise.reject(new Error('done')),
      (thrown) => thrown,
    )
  const updates = () => stand.gateway.requests.filter(({ operation }) => operation === 'UpdateRoutingControlStates')

  it('are all set in one call', async () => {
    await act().apply(TO_EU, leash())
    expect(Object.fromEntries(arc.states)).toEqual({ [US_CONTROL]: 'Off', [EU_CONTROL]: 'On' })
    expect(updates()).toHaveLength(1)
    expect(await act().holds(TO_EU, leash())).toMatchObject({ is: 'yes' })
  })

  it('are set through an endpoint drawn by lot', async () => {
    const first = new Set<string>()
    for (const random of [0, 0.3, 0.5, 0.7, 0.99]) {
      arc.asked.length = 0
      const context = { ...stand.context(), random: () => random }
      await setRoutingControls({ ...cluster, context }).apply(TO_EU, leash())
      first.add(arc.asked[0] ?? '')
    }
    expect(first.size).toBeGreaterThan(1)
  })

  it.each([1, 4])('are set although %d of the five endpoints are away', async (count) => {
    arc.away = new Set(ENDPOINT_REGIONS.slice(0, count))
    await act().apply(TO_EU, leash())
    expect(arc.states.get(EU_CONTROL)).toBe('On')
    expect(await act().holds(TO_EU, leash())).toMatchObject({ is: 'yes' })
  })

  it('are set although four of the five endpoints never answer', async () => {
    for (const region of ENDPOINT_REGIONS.slice(1)) stand.gateway.fault({ region, does: 'hang' })
    await act().apply(TO_EU, leash())
    expect(arc.states.get(EU_CONTROL)).toBe('On')
  }, 60_000)

  it('are not set with all five away, and every one says why', async () => {
    arc.away = new Set(ENDPOINT_REGIONS)
    const { code, message } = await failure(act().apply(TO_EU, leash()))
    expect(code).toBe('unreachable')
    for (const region of ENDPOINT_REGIONS) expect(message).toContain(`${region}: `)
    expect(new Set(arc.asked)).toEqual(new Set(ENDPOINT_REGIONS))
  })

  it('that a safety rule keeps are refused in its words, without a try elsewhere', async () => {
    arc.refusal = 'Gating rule "freeze" is not met.'
    const refused = await failure(act().apply(TO_EU, leash()))
    expect(refused).toMatchObject({ code: 'refused', message: expect.stringContaining('Gating rule "freeze"') })
    expect(updates()).toHaveLength(1)
  })

  it('are denied at once where permission is missing', async () => {
    stand.gateway.fault({ operation: 'UpdateRoutingControlStates', does: 'deny' })
    expect(await failure(act().apply(TO_EU, leash()))).toMatchObject({ code: 'denied' })
    expect(updates()).toHaveLength(1)
  })

  it.each([
    [0, 'met', 'met'],
    [2, 'met', 'met'],
    [4, 'unmet', 'met'],
    [5, 'unmet', 'unmet'],
  ])('with %d endpoints away: three of five %s, one of five %s', async (count, three, one) => {
    arc.away = new Set(ENDPOINT_REGIONS.slice(0, count))
    const seen = await lookAround(cluster, leash().signal)
    const facts = controlFacts(seen)
    expect(facts[ENDPOINTS]?.is).toBe(three)
    expect(facts['arc/data@aws-global-1 answers']?.is).toBe(one)
    expect(seen.controls).toEqual(count < 5 ? { [US]: 'On', [EU]: 'Off' } : {})
  })
})
