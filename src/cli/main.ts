#!/usr/bin/env node
/** The command line's entry: runs one command and turns whatever ended it into a message and an exit code. */
import { asEnding, EXIT } from './exit.js'
import { programFor } from './program.js'

const wantsJson = process.argv.includes('--json')

// A reader that has gone away (`failover report | head`) must not stop a move that is under way.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

try {
  await programFor().parseAsync(process.argv)
} catch (thrown) {
  process.exitCode = tell(thrown)
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
