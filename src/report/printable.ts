/**
 * Text from outside (an answer's body, a note, a name) made fit to be shown: nothing in it may steer a terminal, turn a
 * line around or break out of its line.
 */

/** Control characters, and those that change the direction of writing (Unicode UAX #9). */
const STEERING = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu

/** `text` on one line: line ends become spaces, what would steer a terminal becomes `\ufffd`. */
export const oneLine = (text: string): string => visible(text.replace(/\s*[\r\n]+\s*/g, ' ').trim())

/** Plain data with every text in it fit to be shown; line ends are kept. */
export function printable<Data>(data: Data): Data {
  return shown(data) as Data
}

function shown(data: unknown): unknown {
  if (typeof data === 'string')
    return data
      .split(/\r\n|\r|\n/)
      .map(visible)
      .join('\n')
  if (Array.isArray(data)) return data.map(shown)
  if (data === null || typeof data !== 'object') return data
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, shown(value)]))
}

const visible = (text: string): string => text.replaceAll('\t', ' ').replace(STEERING, '\ufffd')
