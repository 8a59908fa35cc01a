/** Where drills are: those that are shipped with the package, and files anywhere. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { formatFault } from '../../policy/load.js'
import { packageRoot } from '../../providers/package-root.js'
import { resourceTypes } from '../../providers/registry.js'
import type { Drill } from '../../sim/drill.js'
import { type LoadedDrill, loadDrill, type PolicyReader } from '../../sim/load-drill.js'
import { Ending, EXIT } from '../exit.js'
import { didYouMean } from '../usage.js'

const shippedDir = (): string => path.join(packageRoot(), 'drills')
const nameOf = (file: string): string => path.basename(file, '.yaml')

/** The drills of the package, as paths from here. */
export function shippedDrills(): readonly string[] {
  const dir = shippedDir()
  if (!existsSync(dir)) return []
  const files = readdirSync(dir).filter((file) => file.endsWith('.yaml'))
  return files.sort().map((file) => path.relative('', path.join(dir, file)))
}

/** The drills of these files; every fault of every file at once ends the command. */
export function readDrills(files: readonly string[]): readonly Drill[] {
  const loaded = files.map((file) => load(found(file)))
  const faults = loaded.flatMap((each) => (each.is === 'faults' ? each.faults : []))
  if (faults.length > 0) {
    const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`
    const lines = faults.map(formatFault).join('\n')
    throw new Ending(
      EXIT.usage,
      `${count} in ${[...new Set(faults.map(({ file }) => file))].join(', ')}\n${lines}`,
      undefined,
      { faults },
    )
  }
  return loaded.flatMap((each) => (each.is === 'drill' ? [each.drill] : []))
}

/** The file itself, or the shipped drill of that name. */
function found(file: string): string {
  if (existsSync(file)) return file
  const shipped = shippedDrills()
  const named = shipped.find((each) => nameOf(each) === file)
  if (named !== undefined) return named
  const message = `there is no drill ${file}${didYouMean(file, shipped.map(nameOf))}`
  throw new Ending(EXIT.usage, message, '"failover drill --list" names those that are shipped; or give a file')
}

function load(file: string): LoadedDrill {
  const text = read(file)
  if (text.is === 'text') return loadDrill(text.text, file, beside(file))
  throw new Ending(EXIT.usage, `cannot read the drill ${file}: ${text.because}`)
}

/** A policy's path is relative to its drill. */
const beside = (drill: string): PolicyReader => ({
  types: resourceTypes,
  read: (policy) => read(path.isAbsolute(policy) ? policy : path.join(path.dirname(drill), policy)),
})

function read(file: string): ReturnType<PolicyReader['read']> {
  try {
    return { is: 'text', file, text: readFileSync(file, 'utf8') }
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message.replace(/, \w+ '.*'$/, '') : String(thrown)
    return { is: 'unread', because: `${file} cannot be read (${why})` }
  }
}
