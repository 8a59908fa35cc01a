/** The watcher's log: an event is a line, JSON in a file or a pipe, readable on a terminal. */
import pino, { type Logger } from 'pino'
import { formatMs } from '../model/units.js'
import type { WatchEvent } from './events.js'

export type Log = Logger

/**
 * A log on `stream`, pretty where a person reads it. Written at once, so that nothing is lost at a crash; `level` as pino
 * names them.
 */
export async function openLog(stream: NodeJS.WriteStream, level: string): Promise<Log> {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime } as const
  if (!stream.isTTY) return pino(options, stream)
  const { prettyFactory } = await import('pino-pretty')
  const pretty = prettyFactory({ colorize: true, translateTime: 'SYS:HH:MM:ss.l', ignore: 'event', singleLine: true })
  return pino(options, { write: (line: string) => void stream.write(pretty(line)) })
}

/** The levels `openLog` takes. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']

/** Writes `event` as one line. */
export function logEvent(log: Log, { at: _, ...event }: WatchEvent): void {
  // What it comes to is told by its decision and each health that changed.
  if (event.event === 'judged') return
  const { level, line } = worded(event)
  log[level](event, line)
}

type Worded = { readonly level: 'debug' | 'info' | 'warn' | 'error'; readonly line: string }

const BAD = new Set(['impaired', 'suspect'])

function worded(event: Exclude<Event, { event: 'judged' }>): Worded {
  switch (event.event) {
    case 'started':
      return { level: 'info', line: `watching; ${event.by} leads under epoch ${event.epoch}; ${event.url}` }
    case 'health': {
      const why = event.because === undefined || !BAD.has(event.to) ? '' : `: ${event.because}`
      return { level: BAD.has(event.to) ? 'warn' : 'info', line: `${event.of} is ${event.to}${why}` }
    }
    case 'decision':
      return decided(event)
    case 'request':
      return { level: 'info', line: `${event.by} asks ${event.asks.startsWith('to ') ? '' : 'for '}${event.asks}` }
    case 'acting':
      return { level: 'warn', line: `acting: ${event.move}, plan ${event.plan} of ${event.steps} steps` }
    case 'resuming':
      return { level: 'warn', line: `resuming ${event.incident}, which is not finished: ${event.move}` }
    case 'waiting': {
      const whose = event.inMs === undefined ? 'waits for a person' : 'is halted'
      const what = `${event.incident} (${event.move}) ${whose}: ${event.because ?? 'it halted'}`
      return { level: 'error', line: `${what}; next: ${event.next ?? 'run "failover resume"'}` }
    }
    case 'journal':
      return { level: 'info', line: `${event.incident}: ${event.text}` }
    case 'ended': {
      const next = event.next === undefined ? '' : `; next: ${event.next}`
      return {
        level: event.is === 'recovered' || event.is === 'done' ? 'info' : 'error',
        line: `${event.incident} ${event.is}: ${event.because}${next}`,
      }
    }
    case 'rehearsed': {
      const said = `rehearsed ${event.drill}: ${event.outcome}: ${event.because}`
      if (event.worse.length === 0) return { level: 'info', line: `${said}; nothing got worse` }
      return { level: 'warn', line: `${said}; worse than before: ${event.worse.join('; ')}` }
    }
    case 'trouble':
      return { level: 'error', line: `cannot ${event.doing}: ${event.message}` }
    case 'tick':
      return { level: 'debug', line: `looked, in ${formatMs(event.tookMs)}` }
    case 'stopping':
      return {
        level: 'info',
        line: 'stopping; a move under way halts before its next step; another signal ends it at once',
      }
    case 'stopped':
      return { level: 'info', line: 'stopped; the lease is free' }
  }
}

type Event = WatchEvent extends infer Each ? (Each extends unknown ? Omit<Each, 'at'> : never) : never

function decided({ again, because, isPlanned, kind, nextInMs, reason }: Extract<Event, { event: 'decision' }>): Worded {
  const next = `; weighed again in ${formatMs(nextInMs)}`
  // With a plan, what is done is told as acting.
  if (kind === 'act' && isPlanned) return { level: 'debug', line: `to do: ${reason}: ${because}` }
  if (kind === 'act') return { level: 'warn', line: `to do: ${reason}: ${because}${next}` }
  if (reason === 'steady') return { level: 'info', line: `all is well: ${because}` }
  return { level: 'warn', line: `${again ? 'still holding' : 'holding'}: ${because}${next}` }
}
