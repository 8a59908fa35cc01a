/** What alarms of CloudWatch watch in a region: the values of their dimensions, such as a database's or a group's name. */
import { DescribeAlarmsCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch'
import type { Alarms } from '../../../audit/estate.js'
import type { Region } from '../../../model/place.js'
import { everyPage } from '../watch/watch.js'
import type { Gathering } from './gathering.js'
import { ASK_MS, targetOf } from './tagged.js'

/** As many as one answer may have (Amazon CloudWatch API Reference, DescribeAlarms). */
const PAGE = 100

/** Those of `at`, of every account in which the policy's resources stand. */
export async function alarmsIn(at: Region, gathering: Gathering): Promise<readonly Alarms[]> {
  const { context, policy, signal } = gathering
  const targets = [targetOf(at), ...policy.plan.resources.map((resource) => targetOf(at, resource))]
  const accounts = new Map(targets.map((target) => [target.role, target]))
  const each = [...accounts.values()].map((target) =>
    everyPage<MetricAlarm>(`alarms in ${at}`, async (NextToken) => {
      const command = new DescribeAlarmsCommand({ AlarmTypes: ['MetricAlarm'], MaxRecords: PAGE, NextToken })
      const { MetricAlarms = [], NextToken: next } = await context.aws.call(
        ...(['cloudwatch', target, command, signal, ASK_MS] as const),
      )
      return { items: MetricAlarms, next }
    }),
  )
  return [{ region: at, on: (await Promise.all(each)).flat().flatMap(watchedBy) }]
}

function watchedBy({ Dimensions = [], Metrics = [] }: MetricAlarm): readonly string[] {
  const all = [...Dimensions, ...Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric?.Dimensions ?? [])]
  return [...new Set(all.flatMap(({ Value }) => Value ?? []))]
}
