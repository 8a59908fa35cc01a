/** Rules of watching: who must agree, how long an answer may take, and what a target's text may hold. */
import { formatMs } from '../model/units.js'
import { atKey, atValue, type Finding, type Rule } from './rule.js'
import type { Signal } from './signals.js'
import { notAmong, shown, wrong } from './wording.js'

const quorum: Rule = {
  whole: [
    ['observe', 'quorum'],
    ['observe', 'vantages'],
  ],
  find: ({ file }) => {
    const { quorum: wanted = 0, vantages } = file.observe
    if (wanted <= vantages.length) return []
    const allowed = `1 to ${vantages.length}, the number of vantages`
    return [atValue(['observe', 'quorum'], wrong('quorum', wanted, allowed))]
  },
}

const anySignal: Rule = {
  whole: [['observe', 'signals']],
  find: ({ file }) =>
    Object.keys(file.observe.signals).length > 0
      ? []
      : [atKey(['observe', 'signals'], 'signals: found none, allowed: at least one')],
}

const intervals: Rule = {
  whole: [['observe', 'every']],
  find: ({ file }) => {
    const { confirm, every, signals } = file.observe
    const limit = `less than "every", ${formatMs(every)}`
    const late = Object.entries(signals).filter(([, { timeout }]) => timeout !== undefined && timeout >= every)
    return [
      ...late.map(([name, { timeout }]) =>
        atValue(['observe', 'signals', name, 'timeout'], tooLong('timeout', timeout, limit)),
      ),
      ...(confirm.times > 0 && confirm.every >= every
        ? [atValue(['observe', 'confirm', 'every'], tooLong('every', confirm.every, limit))]
        : []),
    ]
  },
}

const evidence: Rule = {
  whole: [
    ['observe', 'every'],
    ['decide', 'guards', 'evidence'],
  ],
  find: ({ file }) => {
    const { every } = file.observe
    const asked = file.decide.guards.evidence ?? Number.POSITIVE_INFINITY
    if (asked > every) return []
    const limit = `more than "every", ${formatMs(every)}, or no evidence is ever fresh`
    return [atValue(['decide', 'guards', 'evidence'], tooLong('evidence', asked, limit))]
  },
}

const tooLong = (name: string, ms: number | undefined, allowed: string): string =>
  `${name}: found ${formatMs(ms ?? 0)}, allowed: ${allowed}`

const PLACES = ['{zone}', '{region}', '{endpoint}'] as const
const STAND_IN = { '{zone}': 'use1-az1', '{region}': 'us-east-1', '{endpoint}': 'localhost:80' } as const

const targets: Rule = {
  whole: [],
  find: ({ file }) => Object.entries(file.observe.signals).flatMap(([name, signal]) => targetFindings(name, signal)),
}

function targetFindings(name: string, signal: Signal): readonly Finding[] {
  if ('watch' in signal) return []
  const key = signal.probe === 'http' ? 'url' : 'target'
  const text = signal.probe === 'http' ? signal.url : signal.target
  const path = ['observe', 'signals', name, key]
  const unknown = (text.match(/\{[^{}]*\}?/g) ?? []).filter((place) => !PLACES.some((known) => known === place))
  const findings = unknown.map((place) => atValue(path, notAmong(key, place, PLACES)))
  if (findings.length > 0) return findings
  if (signal.per === 'region' && text.includes('{zone}')) {
    const why = 'a signal asked once for each region has no zone'
    return [atValue(path, `${key}: found "{zone}", allowed: {region}, {endpoint}; ${why}`)]
  }
  const filled = PLACES.reduce((filling, place) => filling.replaceAll(place, STAND_IN[place]), text)
  if (signal.probe === 'http') {
    return isHttpUrl(filled) ? [] : [atValue(path, wrong(key, text, 'a URL of http: or https:'))]
  }
  return isHostPort(filled)
    ? []
    : [atValue(path, `${key}: found ${shown(text)}, allowed: a host and a port, as in db.example.com:5432`)]
}

const isHttpUrl = (text: string): boolean => /^https?:\/\/[^/]/.test(text) && URL.canParse(text)

/** Whether `text` is a host and a port. */
export function isHostPort(text: string): boolean {
  const port = Number(/^(?:[a-zA-Z0-9._-]+|\[[0-9a-fA-F:.]+\]):(\d{1,5})$/.exec(text)?.[1] ?? Number.NaN)
  return port >= 1 && port <= 65_535
}

export const observeRules: readonly Rule[] = [quorum, anySignal, intervals, evidence, targets]
