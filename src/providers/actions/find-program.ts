/** Whether a program is there to be run, seen before it must be. */
import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Fact } from '../../model/resource.js'

/** Where `program` is: a path is taken from `dir`, a bare name is looked for in `searched` (the `PATH`), as a shell does. */
export async function findProgram(program: string, dir: string, searched: string): Promise<Fact> {
  const isPath = program.includes('/')
  const places = isPath
    ? [path.resolve(dir, program)]
    : searched.split(path.delimiter).map((at) => path.join(at, program))
  for (const place of places) {
    if (await canRun(place)) return { is: 'met', because: `it is ${place}` }
  }
  const where = isPath ? places[0] : `in any directory of PATH`
  return { is: 'unmet', because: isPath ? `${where} is not there, or may not be run` : `there is none to run ${where}` }
}

async function canRun(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK)
    return (await stat(file)).isFile()
  } catch {
    // Whatever the system says, it cannot be run.
    return false
  }
}
