/** The cloud's log: its supervisor's standard output, which the one who started it led into a file. */

/** Writes a line with the time it was said. */
export const log = (line: string): boolean => process.stdout.write(`${new Date().toISOString()} ${line}\n`)
