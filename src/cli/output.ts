/**
 * The one port all output leaves by. With `--json`, standard output carries one document and nothing else; people's
 * lines then go nowhere. Colour only on a terminal.
 */
import colors from 'picocolors'

export interface Output {
  readonly json: boolean
  /** A person is watching: colour, live progress and prompts make sense. */
  readonly interactive: boolean
  readonly paint: ReturnType<typeof colors.createColors>
  /** A line for people, on standard output. */
  say(line?: string): void
  /** A remark for people that is not the answer, on standard error. */
  remark(line: string): void
  /** The answer for programs. */
  document(data: object): void
}

export function outputFor(json: boolean): Output {
  const interactive = !json && process.stdout.isTTY === true
  return {
    json,
    interactive,
    paint: colors.createColors(interactive && colors.isColorSupported),
    say: (line = '') => {
      if (!json) process.stdout.write(`${line}\n`)
    },
    remark: (line) => {
      process.stderr.write(`${line}\n`)
    },
    document: (data) => {
      if (json) process.stdout.write(`${JSON.stringify(data, null, 2)}\n`)
    },
  }
}
