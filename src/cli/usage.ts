/** What commander finds wrong with a command line, as an ending: what was typed, what may be meant, where it is explained. */
import type { Command, CommanderError } from 'commander'
import { nearest } from '../policy/near.js'
import { Ending, EXIT } from './exit.js'

/** `failover local break`: the command as it is typed. */
export const fullName = (command: Command): string =>
  command.parent ? `${fullName(command.parent)} ${command.name()}` : command.name()

/** Has `program` and every command under it end by an `Ending`, and print nothing but help and version itself. */
export function endByEndings(program: Command): void {
  program.configureOutput({ outputError: () => undefined })
  program.exitOverride((error) => {
    throw endingOf(program, error)
  })
  for (const command of program.commands) endByEndings(command)
}

function endingOf(command: Command, error: CommanderError): Ending {
  if (error.exitCode === 0) return new Ending(EXIT.done, '')
  const next = `"${fullName(command)} --help" shows how`
  const word = command.args[0]
  const isUnknown = error.code === 'commander.excessArguments' && command.commands.length > 0
  if (isUnknown && word !== undefined) return new Ending(EXIT.usage, unknownCommand(command, word), next)
  if (error.code === 'commander.help') {
    const names = command.commands.map((each) => each.name()).join(', ')
    return new Ending(EXIT.usage, `say what to do: ${fullName(command)} has ${names}`)
  }
  const message = error.message.replace(/^error: /, '').replace(/\n\(Did you mean (.*)\?\)$/s, '; did you mean $1?')
  return new Ending(EXIT.usage, message, next)
}

function unknownCommand(command: Command, word: string): string {
  return `unknown command '${word}'${didYouMean(
    word,
    command.commands.map((each) => each.name()),
  )}`
}

/** `; did you mean eu-west-1?`, or nothing where no word of `words` is near. */
export function didYouMean(word: string, words: readonly string[]): string {
  const near = nearest(word, words)
  return near === undefined ? '' : `; did you mean ${near}?`
}
