/** The run in two or three sentences, and in figures. */
import { formatMs, formatPercent } from '../../model/units.js'
import type { Trace } from '../trace.js'
import type { Tone } from './line.js'
import { type Outcome, SERVED_PERCENT } from './outcome.js'
import { bandsOf } from './truth.js'
import { sentence, tPlus } from './words.js'

export interface Fact {
  readonly name: string
  readonly value: string
  readonly note: string
  readonly tone: Tone
}

/** What happened, what was done, what users felt. */
export function verdictOf(trace: Trace, outcome: Outcome): string {
  const first = bandsOf(trace)[0]
  const cause = first === undefined ? 'A calm run: nothing goes wrong.' : `${tPlus(first.fromMs)}: ${first.says}.`
  return [cause, deeds(outcome), suffering(trace, outcome)].join(' ')
}

function deeds({ moves }: Outcome): string {
  if (moves.length === 0) return 'The controller moves nothing.'
  const told = moves.slice(0, 3).map(({ asker, atMs, move, outcome }) => {
    const ended =
      outcome === 'recovered' || outcome === 'done'
        ? ''
        : outcome === 'open'
          ? ' (not finished)'
          : outcome === 'went-back'
            ? ' (and goes back)'
            : ' (abandoned)'
    return `${MOVES[move.kind]}${'zone' in move ? ` ${move.zone}` : 'to' in move ? ` ${move.from} for ${move.to}` : ` ${move.region}`} at ${tPlus(atMs)}${asker === undefined ? '' : ` as ${asker} asks`}${ended}`
  })
  const more = moves.length > told.length ? [`makes ${moves.length - told.length} more moves`] : []
  const all = [...told, ...more]
  const last = all.pop()
  return sentence(`the controller ${all.length === 0 ? last : `${all.join(', ')} and ${last}`}`)
}

const MOVES = {
  evacuate: 'leaves zone',
  restore: 'takes back zone',
  freeze: 'freezes changes in',
  thaw: 'lifts the freeze of',
  switchover: 'exchanges',
  failover: 'leaves',
}

function suffering({ endedMs }: Trace, { lostWrites, outages, unservedMs }: Outcome): string {
  const lost = lostWrites === 0 ? 'no write is lost' : `${lostWrites} acknowledged writes are lost`
  const last = outages.at(-1)
  if (last === undefined) return sentence(`users are served throughout, and ${lost}`)
  if (last.toMs >= endedMs) return sentence(`users are still not served when the run ends, and ${lost}`)
  return sentence(
    `users are served again at ${tPlus(last.toMs)}, after ${formatMs(unservedMs)} of trouble, and ${lost}`,
  )
}

/** The figures, worst first in colour. */
export function factsOf({
  lostMs,
  lostWrites,
  lowestPercent,
  moves,
  twoWritersMs,
  unservedMs,
}: Outcome): readonly Fact[] {
  return [
    {
      name: 'Users in trouble',
      value: unservedMs === 0 ? 'never' : formatMs(unservedMs),
      note: `less than ${SERVED_PERCENT} % served`,
      tone: unservedMs === 0 ? 'good' : 'warn',
    },
    {
      name: 'At the worst',
      value: formatPercent(lowestPercent),
      note: 'of requests answered',
      tone: lowestPercent >= SERVED_PERCENT ? 'good' : 'warn',
    },
    {
      name: 'Writes lost',
      value: String(lostWrites),
      note: lostWrites === 0 ? 'for good' : `${formatMs(lostMs)} of writes, for good`,
      tone: lostWrites === 0 ? 'good' : 'bad',
    },
    {
      name: 'Moves',
      value: String(moves.length),
      note: moves.map(({ move }) => move.kind).join(', ') || 'none was made',
      tone: 'plain',
    },
    ...(twoWritersMs > 0
      ? [{ name: 'Two writers', value: formatMs(twoWritersMs), note: 'at once', tone: 'bad' as const }]
      : []),
  ]
}
