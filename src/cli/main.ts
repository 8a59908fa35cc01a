#!/usr/bin/env node
/** The command line's entry: runs one command and turns whatever ended it into a message and an exit code. */
import { CommanderError } from 'commander'
import { asEnding, EXIT } from './exit.js'
import { programFor } from './program.js'

const wantsJson = process.argv.includes('--json')

try {
  await programFor().parseAsync(process.argv)
} catch (thrown) {
  process.exitCode = thrown instanceof CommanderError ? usage(thrown) : tell(thrown)
}

/** Commander has said what is wrong already; help and version asked for are no mistake. */
function usage({ exitCode }: CommanderError): number {
  return exitCode === 0 ? EXIT.done : EXIT.usage
}

function tell(thrown: unknown): number {
  const ending = asEnding(thrown)
  if (ending.message !== '') process.stderr.write(`failover: ${ending.message}\n`)
  if (ending.next !== undefined) process.stderr.write(`  next: ${ending.next}\n`)
  if (wantsJson && ending.exitCode !== EXIT.done && !ending.printed) {
    const { document, exitCode, message, next } = ending
    const error = { exitCode, message, ...(next === undefined ? {} : { next }) }
    process.stdout.write(`${JSON.stringify({ ...document, error }, null, 2)}\n`)
  }
  return ending.exitCode
}
