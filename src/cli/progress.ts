/**
 * Live progress of a run, as a fold of its journal: the same whether this process acts or the leader does. On a terminal
 * a list of steps that spin and tick off; without one, a plain line for each event.
 */
import type { JournalEntry } from '../model/journal.js'
import type { Plan } from '../model/plan.js'
import type { World } from '../model/world.js'
import { eventLine } from '../report/event-line.js'
import type { Output } from './output.js'

const POLL_MS = 60

export interface LiveProgress {
  stop(): Promise<void>
}

/** Follows the journal from now on; `stop` shows what is left and ends. */
export function showProgress(world: World, plan: Plan | undefined, output: Output): LiveProgress {
  if (output.json) return { stop: async () => undefined }
  const over = new AbortController()
  const steps = new Map((plan?.steps ?? []).map(({ id, says }) => [id, says]))
  const line = (entry: JournalEntry): void => {
    if (entry.event.kind === 'plan-accepted') for (const { id, says } of entry.event.plan.steps) steps.set(id, says)
    const text = eventLine(entry.event, (step) => steps.get(step) ?? step)
    if (text) output.say(`  ${text}`)
  }
  const done = follow(world, over.signal, line)
  return {
    stop: async () => {
      over.abort()
      await done
    },
  }
}

async function follow(
  { clock, store }: World,
  signal: AbortSignal,
  show: (entry: JournalEntry) => void,
): Promise<void> {
  let shown = (await store.read()).at(-1)?.seq ?? 0
  for (;;) {
    const last = signal.aborted
    for (const entry of await store.read()) {
      if (entry.seq <= shown) continue
      shown = entry.seq
      show(entry)
    }
    if (last) return
    await clock.sleep(POLL_MS, signal)
  }
}
