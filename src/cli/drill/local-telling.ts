/** A local drill as it happens, for people: what is done to the cloud, and what the watchers make of it. */
import type { WatchEvent } from '../../daemon/events.js'
import { breakagesOf } from '../../drill/local/breakages.js'
import { formatMs } from '../../model/units.js'
import type { Policy } from '../../policy/policy.js'
import type { DrillEvent } from '../../sim/drill.js'
import { instant } from '../../sim/expect/judged.js'
import type { Output } from '../output.js'

/** What is worth a line of a watcher's journal. */
const TOLD: ReadonlySet<string> = new Set(['incident-opened', 'step-failed', 'halted', 'resumed', 'incident-closed'])

export interface Telling {
  readonly onHappened: (event: DrillEvent, ends: boolean, atMs: number) => void
  readonly onEvent: (host: string, event: WatchEvent) => void
  readonly onAnswer: (by: string, says: string) => void
}

/** Tells the drill of `policy`; a watcher's words come without an instant, as it knows of no minute 0. */
export function telling(policy: Policy, { paint, say }: Pick<Output, 'paint' | 'say'>): Telling {
  return {
    onAnswer: (by, says) => say(`  ${by.padEnd(12)} ${says.split('\n')[0]}`),
    onHappened: (event, ends, atMs) => {
      for (const words of deedWords(event, ends, policy)) say(paint.red(`  ${instant(atMs).padEnd(12)} ${words}`))
    },
    onEvent: (host, event) => {
      if (event.event === 'decision' && event.kind === 'hold' && event.reason !== 'steady') {
        say(paint.dim(`  ${host.padEnd(12)} held by ${event.reason}: ${event.because}`))
      }
      if (event.event === 'journal' && TOLD.has(event.kind)) say(`  ${host.padEnd(12)} ${event.text}`)
    },
  }
}

/** As a person would do the same by hand. */
function deedWords(event: DrillEvent, ends: boolean, policy: Policy): readonly string[] {
  if (event.kind === 'operator') return [`failover ${event.run}`]
  if (event.kind === 'controller') {
    const lasts = event.forMs === undefined ? '' : ` for ${formatMs(event.forMs)}`
    return [`${event.does} the watcher: ${event.who}${lasts}`]
  }
  const found = breakagesOf(event, policy)
  const breakages = found.is === 'made' ? found.breakages : []
  if (ends) return [...new Set(breakages.map(({ target }) => `failover local heal ${target}`))]
  return breakages.map(({ delayMs, kind, percent, target, with: other }) =>
    [
      `failover local break ${target} ${kind}`,
      ...(other === undefined ? [] : [`--with ${other}`]),
      ...(percent === undefined ? [] : [`--percent ${percent}`]),
      ...(delayMs === undefined ? [] : [`--delay ${delayMs}`]),
    ].join(' '),
  )
}
