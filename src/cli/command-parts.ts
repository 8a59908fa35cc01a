/** What the commands of the program are put together from. */
import type { Command } from 'commander'
import { Ending, EXIT } from './exit.js'
import type { GlobalOptions } from './options.js'
import { type Output, outputFor } from './output.js'

/** Gathers an option that may be given again. */
export const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]

/** Lines to try, at the end of a command's help. */
export const example = (...lines: readonly string[]): string =>
  ['\nExample:', ...lines.map((line) => `  $ ${line}`)].join('\n')

/** `--policy` and `--json` may stand before or after the command's name. */
export function shared(command: Command): Command {
  return command
    .option('--policy <file>', 'the policy to read')
    .option('--json', 'one document on standard output')
    .option('--profile <name>', 'a profile of your AWS configuration')
}

/** `run` with the options of every level and the port for output. */
export function runs<Options extends GlobalOptions>(
  run: (output: Output, options: Options, ...args: string[]) => Promise<void>,
) {
  return async (...given: unknown[]): Promise<void> => {
    const command = given.at(-1) as Command
    const options = command.optsWithGlobals<Options>()
    if (command.parent && switched(command.parent)) throw twoAtOnce(command)
    const args = given
      .slice(0, -2)
      .flat()
      .filter((value) => typeof value === 'string')
    await run(outputFor(options.json === true), options, ...args)
  }
}

const switched = (command: Command): boolean =>
  command.getOptionValue('to') !== undefined || (command.parent !== null && switched(command.parent))

/** `failover --to REGION status` would do one of two things and leave the other in silence. */
function twoAtOnce(command: Command): Ending {
  const name = command.name()
  return new Ending(EXIT.usage, `--to REGION moves the app, and ${name} is another command`, 'give one of them')
}
