/** What a game day was agreed to be: where to, how long there, until when everything is home, and what breaks it off. */
import { parseDuration, parsePercent } from '../../policy/units.js'
import { parseWindow, windowAt } from '../../rehearse/window.js'
import { Ending, EXIT } from '../exit.js'
import type { MoveOptions } from '../options.js'
import { SHARE_MIN, shareOf } from './share.js'

export interface LiveOptions extends MoveOptions {
  readonly to?: string
  readonly window?: string
  readonly until?: string
  readonly stay?: string
  readonly maxErrors?: string
  readonly share?: string
}

export interface Terms {
  readonly endsAt: number
  readonly stayMs: number
  readonly maxBadPercent: number
  /** Of the users that are taken along; absent where the policy's own trickle stays. */
  readonly sharePercent?: number
}

const NOTHING = 'nothing was changed'

/** The terms at `now`; outside the window it is held, and what cannot be read is bad usage. */
export function termsOf({ maxErrors = '5%', share, stay = '5m', until, window }: LiveOptions, now: number): Terms {
  const stayMs = parseDuration(stay)
  if (stayMs === undefined) throw usage(`--stay ${stay}: no duration`, 'such as 10m')
  const maxBadPercent = parsePercent(maxErrors)
  if (maxBadPercent === undefined) throw usage(`--max-errors ${maxErrors}: no percentage`, 'such as 5%')
  const sharePercent = share === undefined ? undefined : shareOf(share)
  if (share !== undefined && sharePercent === undefined) {
    const next = `such as 90%: at least ${SHARE_MIN}%, since the writer goes along, and who stays has it in another region`
    throw usage(`--share ${share}: no share that a game day can take along`, next)
  }
  const shared = sharePercent === undefined ? {} : { sharePercent }
  return { endsAt: endOf(window, until, now), stayMs, maxBadPercent, ...shared }
}

function endOf(window: string | undefined, until: string | undefined, now: number): number {
  const text = window ?? until
  if (text === undefined || (window !== undefined && until !== undefined)) {
    const next = '--window "10:00-12:00 Europe/Dublin" or --until "12:00 Europe/Dublin", one of them'
    throw usage('say by when everything is home again', next)
  }
  const read = parseWindow(text)
  if (!read || (read.from === undefined) !== (window === undefined)) {
    const name = window === undefined ? 'until' : 'window'
    const such = window === undefined ? '"12:00 Europe/Dublin"' : '"10:00-12:00 Europe/Dublin"'
    throw usage(`--${name} ${text}: cannot be read`, `such as ${such}; without a time zone it is in UTC`)
  }
  const at = windowAt(read, now)
  if (at.is === 'open') return at.endsAt
  const opens = new Date(at.opensAt).toISOString()
  throw new Ending(EXIT.held, `outside the window ${text}; ${NOTHING}`, `it opens at ${opens}`)
}

const usage = (message: string, next: string): Ending => new Ending(EXIT.usage, `${message}; ${NOTHING}`, next)
