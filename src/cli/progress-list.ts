/**
 * The list of a plan's steps on a terminal, drawn by listr2. The journal drives it, not the library: whoever acts may be
 * another process, a step that was done may be undone, and a run may stop in between. So each task of the list is kept
 * open until the end, and wears the state that the journal says.
 */
import { DefaultRenderer, Listr, ListrLogger, ListrTaskState, type ListrTaskWrapper, ProcessOutput } from 'listr2'
import type { JournalEntry } from '../model/journal.js'
import type { Plan } from '../model/plan.js'
import { formatMs } from '../model/units.js'
import { verificationLine } from '../report/event-line.js'
import { type StepProgress, stepProgress } from '../report/progress.js'

export interface StepList {
  /** Draws how things stand by `entries`, all of one incident, at `now` (ms since the epoch). */
  update(entries: readonly JournalEntry[], now: number): void
  /** Draws it for the last time and gives the terminal back. */
  close(): Promise<void>
}

/** Whether there is a terminal has been decided already. */
class Renderer extends DefaultRenderer {
  static override nonTTY = true
}

type Task = ListrTaskWrapper<unknown, typeof DefaultRenderer, typeof DefaultRenderer>['task']

const SHOW_CURSOR = '\u001b[?25h'

/** Starts to draw the steps of `plan` on `terminal`, else on standard output. */
export function openList(plan: Plan, terminal?: NodeJS.WriteStream): StepList {
  const { promise: end, resolve: finish } = deferred()
  const tasks: Task[] = []
  const titles = [...plan.steps.map(({ says }) => says), SEEN]
  const list = new Listr<unknown, typeof DefaultRenderer, typeof DefaultRenderer>(
    titles.map((title, index) => ({
      title,
      task: async (_, { task }) => {
        tasks[index] = task
        task.state$ = ListrTaskState.WAITING
        await end
      },
    })),
    {
      ...{ concurrent: true, exitOnError: false, registerSignalListeners: false, renderer: Renderer },
      rendererOptions: { logger: loggerOn(terminal), collapseErrors: false },
    },
  )
  const running = list.run()
  const unhook = restoreOnSignal(terminal ?? process.stdout)
  let last: readonly Line[] = []
  const draw = (): void => {
    for (const [index, { state, title }] of last.entries()) {
      const task = tasks[index]
      if (!task) continue
      if (task.title !== title) task.title$ = title
      if (task.state !== state) task.state$ = state
    }
  }
  return {
    update: (entries, now) => {
      last = linesOf(entries, now)
      draw()
    },
    close: async () => {
      // The tasks start a moment after the list does; what is to be shown last waits for them.
      while (tasks.filter(Boolean).length < titles.length) await new Promise((resolve) => setImmediate(resolve))
      // A spinner that stands still is no state: what was cut off is shown as not done.
      last = last.map((line) => (ENDED.has(line.state) ? line : { ...line, state: ListrTaskState.WAITING }))
      draw()
      finish()
      await running
      unhook()
    },
  }
}

const ENDED: ReadonlySet<ListrTaskState> = new Set([
  ListrTaskState.COMPLETED,
  ListrTaskState.FAILED,
  ListrTaskState.ROLLED_BACK,
])

const SEEN = 'users are served through the public name'

interface Line {
  readonly title: string
  readonly state: ListrTaskState
}

/** A line for each step, and one for what users see. */
export function linesOf(entries: readonly JournalEntry[], now: number): readonly Line[] {
  const steps = stepProgress(entries, entries[0]?.incident ?? '')
  return [...steps.map((step) => stepLine(step, now)), seenLine(steps, entries)]
}

const STATES = {
  waiting: ListrTaskState.WAITING,
  running: ListrTaskState.STARTED,
  done: ListrTaskState.COMPLETED,
  failed: ListrTaskState.FAILED,
  undone: ListrTaskState.ROLLED_BACK,
} as const

function stepLine({ attempts, because, endedAt, startedAt, state, step }: StepProgress, now: number): Line {
  const isRetrying = state === 'running' && because !== ''
  const tookMs = startedAt === undefined ? 0 : Math.max(0, (endedAt ?? now) - startedAt)
  const parts = [
    step.says,
    ...(state === 'waiting' || state === 'undone' ? [] : [formatMs(tookMs)]),
    ...(attempts > 1 ? [`attempt ${attempts}`] : []),
    ...(isRetrying ? [`trying again: ${because}`] : []),
    ...(state === 'failed' ? [`failed: ${because}`] : []),
    ...(state === 'undone' ? [`undone: ${because}`] : []),
  ]
  return { title: parts.join('  '), state: isRetrying ? ListrTaskState.RETRY : STATES[state] }
}

function seenLine(steps: readonly StepProgress[], entries: readonly JournalEntry[]): Line {
  const events = entries.map(({ event }) => event)
  const at = events.findLastIndex(({ kind }) => kind === 'verified')
  const verified = events[at]
  // A run that was resumed after it was verified looks again.
  const isCurrent = !events.slice(at + 1).some(({ kind }) => kind === 'resumed')
  if (verified?.kind === 'verified' && isCurrent) {
    const state = verified.verification.is === 'served' ? ListrTaskState.COMPLETED : ListrTaskState.FAILED
    return { title: verificationLine(verified.verification), state }
  }
  const hasEnded = events.at(-1)?.kind === 'halted' || events.at(-1)?.kind === 'incident-closed'
  const isLooking = steps.length > 0 && !hasEnded && steps.every(({ state, step }) => isSettled(state, step.onFailure))
  return { title: SEEN, state: isLooking ? ListrTaskState.STARTED : ListrTaskState.WAITING }
}

const isSettled = (state: StepProgress['state'], onFailure: 'halt' | 'carry-on'): boolean =>
  state === 'done' || (state === 'failed' && onFailure === 'carry-on')

function loggerOn(terminal: NodeJS.WriteStream | undefined): ListrLogger {
  const processOutput = terminal ? new ProcessOutput(terminal, terminal) : new ProcessOutput()
  return new ListrLogger({ useIcons: true, toStderr: [], processOutput })
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => {}
  const promise = new Promise<void>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}

/** Who is ended by a signal while the list is drawn leaves a cursor behind. */
function restoreOnSignal(terminal: NodeJS.WriteStream): () => void {
  const write = terminal.write.bind(terminal)
  const end = (signal: NodeJS.Signals): void => {
    unhook()
    write(SHOW_CURSOR)
    process.kill(process.pid, signal)
  }
  const unhook = (): void => {
    process.off('SIGINT', end)
    process.off('SIGTERM', end)
  }
  process.on('SIGINT', end)
  process.on('SIGTERM', end)
  return unhook
}
