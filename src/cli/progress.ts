/**
 * Live progress of a run, as a fold of its journal: the same whether this process acts or the leader does. On a terminal
 * a list of steps that spin and tick off; without one, a plain line for each event. It only reads: what it cannot read or
 * draw never stops the move.
 */
import { asOperatingError } from '../model/error.js'
import type { JournalEntry } from '../model/journal.js'
import type { Plan } from '../model/plan.js'
import type { World } from '../model/world.js'
import { eventLine } from '../report/event-line.js'
import type { Output } from './output.js'
import { openList, type StepList } from './progress-list.js'

const POLL_MS = 60

export interface LiveProgress {
  /** Shows what is left, and leaves the terminal clean. */
  stop(): Promise<void>
}

/** Follows the journal from now on; `plan` is shown before the journal has it. `terminal` stands in for standard output. */
export function showProgress(
  { clock, store }: Pick<World, 'clock' | 'store'>,
  plan: Plan | undefined,
  output: Output,
  terminal?: NodeJS.WriteStream,
): LiveProgress {
  if (output.json) return { stop: async () => undefined }
  const over = new AbortController()
  const view = output.interactive ? listView(plan, () => clock.now(), terminal) : lineView(plan, output)
  const done = follow({ clock, store }, over.signal, view)
  return {
    stop: async () => {
      over.abort()
      await done
      await view.close()
    },
  }
}

/** All entries of the incident that runs, oldest first, and those of them that are new; asked for with none new too. */
interface View {
  show(entries: readonly JournalEntry[], fresh: readonly JournalEntry[]): void
  close(): Promise<void>
}

async function follow(
  { clock, store }: Pick<World, 'clock' | 'store'>,
  signal: AbortSignal,
  view: View,
): Promise<void> {
  let shown: number | undefined
  for (;;) {
    const isLast = signal.aborted
    const entries = await readQuietly(store)
    shown ??= entries?.at(-1)?.seq ?? (entries ? 0 : undefined)
    const after = shown
    if (entries && after !== undefined) {
      const fresh = entries.filter(({ seq }) => seq > after)
      view.show(entries, fresh)
      shown = fresh.at(-1)?.seq ?? after
    }
    if (isLast) return
    await clock.sleep(POLL_MS, signal)
  }
}

/** Undefined when the journal cannot be read just now; whoever runs the move says so. */
async function readQuietly(store: World['store']): Promise<readonly JournalEntry[] | undefined> {
  try {
    return await store.read()
  } catch (thrown) {
    asOperatingError(thrown, 'follow the journal')
    return undefined
  }
}

function lineView(plan: Plan | undefined, output: Output): View {
  const says = new Map((plan?.steps ?? []).map((step) => [step.id, step.says]))
  return {
    show: (entries, fresh) => {
      for (const { event } of fresh.length > 0 ? entries : []) {
        if (event.kind === 'plan-accepted') for (const step of event.plan.steps) says.set(step.id, step.says)
      }
      for (const { event } of fresh) output.say(`  ${eventLine(event, (step) => says.get(step) ?? step)}`)
    },
    close: async () => undefined,
  }
}

/** The list appears with the first entry of the incident whose plan is known. */
function listView(plan: Plan | undefined, now: () => number, terminal: NodeJS.WriteStream | undefined): View {
  let list: StepList | undefined
  let incident: string | undefined
  return {
    show: (entries, fresh) => {
      incident ??= fresh[0]?.incident
      const own = entries.filter((entry) => entry.incident === incident)
      const known = own.flatMap(({ event }) => (event.kind === 'plan-accepted' ? [event.plan] : [])).at(-1) ?? plan
      if (!list && known && own.length > 0) list = openList(known, terminal)
      list?.update(own, now())
    },
    close: async () => {
      await list?.close()
    },
  }
}
