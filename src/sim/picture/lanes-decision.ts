/** What the controller decided and what it did: its mind as one strip, its steps as bars. */
import { describeMove } from '../../model/move.js'
import type { Mind, Trace } from '../trace.js'
import { type Deed, deedsOf, undosOf } from './deeds.js'
import type { Lane, Look, Mark } from './lane.js'
import { decisionsOf, leadingMinds } from './minds.js'
import type { Span } from './spans.js'
import { brief, plain, spanWords, tPlus } from './words.js'

/** The decision, then the steps where there were any. */
export function decisionLanes(trace: Trace): readonly Lane[] {
  const decisions = decisionsOf(leadingMinds(trace), trace.endedMs).map(decisionMark)
  const steps = [...deedsOf(trace).map(deedMark), ...undoMarks(trace)]
  return [
    { kind: 'heading', title: 'The controller', sub: 'what it decided, what it did' },
    { kind: 'strip', title: 'Decision', sub: '', isThin: false, marks: decisions, inOverview: true },
    ...leaderLane(trace),
    ...(steps.length === 0
      ? []
      : [{ kind: 'packed', title: 'Steps', sub: 'each until it holds', marks: steps, isWaterfall: true } as const]),
  ]
}

function decisionMark({ fromMs, toMs, value }: Span<Mind>): Mark {
  const { blocked, decision } = value
  const span = spanWords(fromMs, toMs)
  if (decision.kind === 'act') {
    const what = describeMove(decision.move)
    if (blocked.length > 0)
      return {
        fromMs,
        toMs,
        look: 'failed',
        label: `blocked: ${what}`,
        says: `Blocked: ${what}, ${span}; ${blocked.join('; ')}`,
      }
    return { fromMs, toMs, look: 'act', label: what, says: plain(`Decided: ${what}, ${span}; ${decision.because}`) }
  }
  const isSteady = decision.reason === 'steady' || decision.reason === 'nothing-to-do'
  const guards = decision.considered.flatMap(({ guards, move }) =>
    guards
      .filter(({ is }) => is !== 'allow')
      .map(({ because, guard, is }) => `${describeMove(move)}: ${guard} ${is}, ${because}`),
  )
  return {
    ...{
      fromMs,
      toMs,
      look: isSteady ? 'healthy' : 'hold',
      label: isSteady ? 'nothing to do' : `waits: ${decision.reason}`,
    },
    says: plain([`Hold (${decision.reason}), ${span}; ${decision.because}`, ...guards].join('; ')),
  }
}

/** Who leads, where more than one did. */
function leaderLane({ endedMs, leases }: Trace): readonly Lane[] {
  const changes = leases.filter(({ host }, index) => leases[index - 1]?.host !== host)
  if (changes.length < 2) return []
  const marks = changes.map(({ atMs, epoch, host }, index): Mark => {
    const toMs = changes[index + 1]?.atMs ?? endedMs
    return {
      fromMs: atMs,
      toMs,
      look: 'plain',
      label: host,
      says: `${host} may act, epoch ${epoch}, ${spanWords(atMs, toMs)}`,
    }
  })
  return [{ kind: 'strip', sub: 'who leads', isThin: false, marks }]
}

const LOOKS: { readonly [outcome in Deed['outcome']]: Look } = {
  done: 'done',
  already: 'done',
  failed: 'failed',
  undone: 'undone',
  open: 'undone',
}

function deedMark(deed: Deed): Mark {
  const { attempt, because, fromMs, move, noReturn, outcome, says, toMs } = deed
  const again = attempt > 1 ? `, attempt ${attempt}` : ''
  const forGood = noReturn ? '; from here there is no way back' : ''
  return {
    ...{ fromMs, toMs, look: noReturn && outcome === 'done' ? 'for-good' : LOOKS[outcome] },
    label: `${noReturn ? '⚑ no return: ' : ''}${brief(says)}${outcome === 'failed' ? ' — failed' : ''}`,
    says: `Step of ${move}: ${says}${again}, ${outcome} (${because}), ${spanWords(fromMs, toMs)}${forGood}`,
  }
}

const undoMarks = (trace: Trace): readonly Mark[] =>
  undosOf(trace).map(({ atMs, because, says }) => ({
    ...{ fromMs: atMs, toMs: atMs, look: 'undone', label: `taken back: ${says}` },
    says: `Taken back at ${tPlus(atMs)}: ${says} (${because})`,
  }))
