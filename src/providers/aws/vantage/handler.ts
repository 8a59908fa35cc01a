/**
 * The probe function: the very same prober, run where it is deployed (a Lambda function of Node 20 or later, named in
 * `observe.vantage_function`, one in each vantage). It holds no credentials and calls no AWS; its role needs nothing but
 * leave to write logs. Give it a timeout longer than `observe.every`.
 */
import { prober } from '../../../observe/prober.js'
import { systemClock } from '../../clock.js'
import { type Reply, readAsking } from './message.js'

/** Asks every target once, and gives what it saw. */
export async function handler(event: unknown): Promise<Reply> {
  const { deadlineMs, targets } = readAsking(event)
  const clock = systemClock()
  const observer = prober(targets, { clock, random: Math.random })
  try {
    const seen = await observer.look({ deadlineMs })
    return {
      now: clock.now(),
      checks: seen.flatMap((observation) => (observation.kind === 'check' ? [observation] : [])),
    }
  } finally {
    await observer.close()
  }
}
