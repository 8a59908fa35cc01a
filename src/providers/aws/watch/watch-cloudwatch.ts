/**
 * `watch: cloudwatch`: alarms of the policy's author. Evidence beside what is probed (law 7): an alarm reads a stream of
 * data that may itself have broken off, and INSUFFICIENT_DATA is no answer.
 */
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import { atRegion, type Region } from '../../../model/place.js'
import type { AwsContext } from '../driver-context.js'
import { controlOf } from '../places.js'
import { ASK_MS, failing, inGroups, type MakeWatch, namedIn, passing, subjectOf, unseen, type Word } from './watch.js'
import { minutePaceMs } from './watch-pace.js'
import { regionWatch } from './watch-regions.js'

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html: 100 names a request. */
const NAMES = 100

export const cloudwatchWatch: MakeWatch = (parts) => {
  const { context, policy, signal } = parts
  return regionWatch({
    ...parts,
    everyMs: minutePaceMs(policy),
    asks: (region) => controlOf('cloudwatch', region),
    about: (region) => subjectOf(signal, atRegion(region)),
    word: async (region, stop) => {
      const names = namedIn(signal.alarms, region)
      if (names.length === 0) return unseen(`the policy names no alarm in ${region}`)
      return wordOf(names, await statesOf(context, region, names, stop))
    },
  })
}

async function statesOf(
  { aws }: AwsContext,
  region: Region,
  names: readonly string[],
  stop: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const found = await Promise.all(
    inGroups(names, NAMES).map(async (AlarmNames) => {
      const AlarmTypes = ['MetricAlarm', 'CompositeAlarm'] as const
      const asking = new DescribeAlarmsCommand({
        AlarmNames: [...AlarmNames],
        AlarmTypes: [...AlarmTypes],
        MaxRecords: NAMES,
      })
      const { CompositeAlarms = [], MetricAlarms = [] } = await aws.call('cloudwatch', { region }, asking, stop, ASK_MS)
      return [...MetricAlarms, ...CompositeAlarms]
    }),
  )
  return new Map(found.flat().map(({ AlarmName = '', StateValue = '' }) => [AlarmName, StateValue]))
}

function wordOf(names: readonly string[], states: ReadonlyMap<string, string>): Word {
  const inState = (state: string): readonly string[] => names.filter((name) => states.get(name) === state)
  const ringing = inState('ALARM')
  if (ringing.length > 0) return failing(`alarm: ${ringing.join(', ')}`)
  const missing = names.filter((name) => !states.has(name))
  if (missing.length > 0) return unseen(`there is no alarm named ${missing.join(', ')}`)
  const blind = inState('INSUFFICIENT_DATA')
  return blind.length > 0 ? unseen(`not enough data: ${blind.join(', ')}`) : passing
}
