import { PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch'
import { expect, it } from 'vitest'
import { checksNow } from '../../../../src/providers/aws/route53/route53-check-now.js'
import type { CheckConfig, Checks } from '../../../../src/providers/aws/route53/route53-health.js'
import { describeAws } from '../../../fixtures/aws/stand.js'
import { standForEach } from '../../../fixtures/aws/stand-for-each.js'
import { EU, KEY, SWITCH, settingsWith, switchCheck } from '../fixtures/route53.js'
import { openZone, switchConfig } from '../fixtures/route53-stand.js'

const EU_CHECK: CheckConfig = { type: 'HTTPS', inverted: false, disabled: false, host: 'eu.shop.example.com' }
const FAILURE = 'Failure: Connection timed out. The endpoint or the internet connection is down.'
const SUCCESS = 'Success: HTTP Status Code 200, OK'

describeAws('health checks on a calm day', () => {
  const stand = standForEach()

  const findings = async (checks: Checks): Promise<readonly string[]> => {
    const parts = { resource: 'front', settings: settingsWith({ switch: SWITCH }), context: stand.context() }
    const found = await checksNow(parts, checks, new AbortController().signal)
    return found.map(({ rule, severity }) => `${severity}: ${rule}`)
  }
  /** Moto's one checker always succeeds: what `good` of 16 say is the gateway's own answer. */
  const checkersSay = (good: number): (() => void) => {
    const observations = Array.from({ length: 16 }, (_, index) => {
      const status = index < good ? SUCCESS : FAILURE
      const report = `<StatusReport><Status>${status}</Status><CheckedTime>2026-11-25T12:00:00Z</CheckedTime></StatusReport>`
      return `<HealthCheckObservation><Region>us-east-1</Region><IPAddress>15.177.2.${index}</IPAddress>${report}</HealthCheckObservation>`
    }).join('')
    const body = `<GetHealthCheckStatusResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><HealthCheckObservations>${observations}</HealthCheckObservations></GetHealthCheckStatusResponse>`
    const headers = { 'content-type': 'text/xml' }
    return stand.gateway.answer({ service: 'route53', operation: 'GetHealthCheckStatus' }, async () => ({
      ...{ status: 200, headers, body },
    }))
  }

  it('are well where checkers reach the endpoint, and switches are not asked', async () => {
    const zone = await openZone(stand)
    const [us, eu] = [await zone.check(switchConfig()), await zone.check(switchConfig('eu'))]
    expect(await findings({ [us]: switchCheck(KEY), [eu]: EU_CHECK })).toEqual([])
    const asked = stand.gateway.requests.filter(({ operation }) => operation === 'GetHealthCheckStatus')
    expect(asked).toHaveLength(1)
  })

  it.each([
    [0, false, ['error: health-check-unhealthy']],
    // 2 of 16 are 12.5 %, 3 of 16 are 18.75 %.
    [2, false, ['error: health-check-unhealthy']],
    [3, false, []],
    [0, true, []],
    [16, true, ['error: health-check-unhealthy']],
  ])(
    'are judged as Route 53 does when %i of 16 checkers reach the endpoint, inverted: %s',
    async (good, inverted, expected) => {
      const lift = checkersSay(good)
      expect(await findings({ eu: { ...EU_CHECK, inverted } })).toEqual(expected)
      lift()
    },
  )

  it('are not judged where nobody says how they are, or where they are disabled', async () => {
    expect(await findings({ nobody: EU_CHECK })).toEqual(['unknown: health-check-unseen'])
    expect(await findings({ nobody: { ...EU_CHECK, disabled: true } })).toEqual([])
  })

  it('follow an alarm that exists, and is not of high resolution', async () => {
    const cloudwatch = await stand.sdk('cloudwatch', EU)
    const alarm = (Period: number) =>
      cloudwatch.send(
        new PutMetricAlarmCommand({
          ...{ AlarmName: 'shop', MetricName: 'Errors', Namespace: 'Shop', Statistic: 'Sum', Period, Threshold: 1 },
          ...{ EvaluationPeriods: 1, ComparisonOperator: 'GreaterThanThreshold' },
        }),
      )
    const follows = { type: 'CLOUDWATCH_METRIC', inverted: false, disabled: false, alarmIn: EU, alarm: 'shop' }
    expect(await findings({ eu: follows })).toEqual(['error: alarm-missing'])
    await alarm(10)
    expect(await findings({ eu: follows })).toEqual(['error: alarm-high-resolution'])
    await alarm(60)
    expect(await findings({ eu: follows })).toEqual([])
  })
})
