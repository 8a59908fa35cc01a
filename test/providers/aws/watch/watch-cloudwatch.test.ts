import { PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch'
import { expect, it } from 'vitest'
import { describeAws } from '../../../fixtures/aws/stand.js'
import { standForEach } from '../../../fixtures/aws/stand-for-each.js'
import { HOME, PASS, watching } from '../fixtures/watching.js'

// moto's alarms do not evaluate by themselves: their states are set.
describeAws('watch: cloudwatch', () => {
  const stand = standForEach()

  async function alarm(AlarmName: string, StateValue: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'): Promise<void> {
    const cloudwatch = await stand.sdk('cloudwatch', HOME)
    await cloudwatch.send(
      new PutMetricAlarmCommand({
        ...{ AlarmName, Namespace: 'shop', MetricName: 'errors', Statistic: 'Sum', Period: 60, EvaluationPeriods: 1 },
        ...{ Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' },
      }),
    )
    await cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'the test says so' }))
  }
  const see = () => watching(stand, '{ watch: cloudwatch, alarms: { us-east-1: [errors, latency] } }').look()

  it('passes where all alarms are well', async () => {
    await alarm('errors', 'OK')
    await alarm('latency', 'OK')
    expect(await see()).toMatchObject({ 'us-east-1': PASS })
  })

  it('fails where one rings, whatever the others say', async () => {
    await alarm('errors', 'ALARM')
    await alarm('latency', 'INSUFFICIENT_DATA')
    expect(await see()).toMatchObject({ 'us-east-1': { is: 'fail', because: 'alarm: errors' } })
  })

  it('knows nothing by an alarm without data, or one that is not there', async () => {
    await alarm('errors', 'OK')
    expect((await see())['us-east-1']).toEqual({ is: 'unknown', because: 'there is no alarm named latency' })
    await alarm('latency', 'INSUFFICIENT_DATA')
    expect((await see())['us-east-1']).toEqual({ is: 'unknown', because: 'not enough data: latency' })
  })

  it('says where the policy names none', async () => {
    expect((await see())['eu-west-1']).toEqual({ is: 'unknown', because: 'the policy names no alarm in eu-west-1' })
  })
})
