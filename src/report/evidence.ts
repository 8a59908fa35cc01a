/** What was seen, in words: the health of a place with the votes behind it. */
import { type Assessment, effective, type SignalTally } from '../model/health.js'

/** `impaired (measured healthy; forced by ada: maintenance)`, or the health alone. */
export function healthLine(assessment: Assessment): string {
  const { forced, measured } = assessment
  const kind = effective(assessment)
  return forced ? `${kind} (measured ${measured.kind}; forced by ${forced.by}: ${forced.because})` : kind
}

/** `http 0 pass, 3 fail, 0 unknown: connection refused`. */
export function tallyLine({ because, fail, pass, signal, unknown }: SignalTally): string {
  const votes = `${signal} ${pass} pass, ${fail} fail, ${unknown} unknown`
  return because === undefined ? votes : `${votes}: ${because}`
}
