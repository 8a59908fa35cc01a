/** Where drills are: those that are shipped with the package, and files anywhere. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Fault } from '../../policy/fault.js'
import { formatFault } from '../../policy/load.js'
import { packageRoot } from '../../providers/package-root.js'
import { resourceTypes } from '../../providers/registry.js'
import type { Drill } from '../../sim/drill.js'
import { type DrillText, type LoadedDrill, loadDrill, type PolicyReader } from '../../sim/load-drill.js'
import { Ending, EXIT } from '../exit.js'
import { didYouMean } from '../usage.js'

const shippedDir = (): string => path.join(packageRoot(), 'drills')
const nameOf = (file: string): string => path.basename(file, '.yaml')

/** A drill that was read, and how it was written. */
export interface ReadDrill {
  readonly drill: Drill
  readonly text: DrillText
}

/** The drills of the package, as paths from here; those made for the local cloud last. */
export function shippedDrills(): readonly string[] {
  return [shippedDir(), path.join(shippedDir(), 'local')].flatMap((dir) => {
    if (!existsSync(dir)) return []
    const files = readdirSync(dir).filter((file) => file.endsWith('.yaml'))
    return files.sort().map((file) => path.relative('', path.join(dir, file)))
  })
}

/** Drills that can be run, and how the command ends for those that cannot; absent where all can. */
export interface Drills {
  readonly drills: readonly ReadDrill[]
  readonly refused?: Ending
}

/** The drills of these files. A bad one keeps no other from being run: all that is wrong with all of them is told at once. */
export function readDrills(files: readonly string[]): Drills {
  const loaded = files.map(load)
  const missing = loaded.flatMap((each) => (each.is === 'missing' ? [each] : []))
  const faults = distinct(loaded.flatMap((each) => (each.is === 'faults' ? each.faults : [])))
  const drills = loaded.flatMap((each) => (each.is === 'drill' ? [each] : []))
  return missing.length + faults.length === 0 ? { drills } : { drills, refused: refusal(missing, faults) }
}

interface Missing {
  readonly is: 'missing'
  readonly message: string
  readonly next?: string
}

function refusal(missing: readonly Missing[], faults: readonly Fault[]): Ending {
  const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`
  const where = [...new Set(faults.map(({ file }) => file))].join(', ')
  const lines = [
    ...missing.map(({ message }) => message),
    ...(faults.length === 0 ? [] : [`${count} in ${where}`, ...faults.map(formatFault)]),
  ]
  const next = missing.find((each) => each.next !== undefined)?.next
  const gone = missing.length === 0 ? {} : { missing: missing.map(({ message }) => message) }
  return new Ending(EXIT.usage, lines.join('\n'), next, { faults, ...gone })
}

/** Drills share policies, whose faults are told once. */
const distinct = (faults: readonly Fault[]): readonly Fault[] => [
  ...new Map(faults.map((fault) => [formatFault(fault), fault])).values(),
]

/** A refusal with the place of each fault. */
export const faulty = (what: string, faults: readonly Fault[], next?: string): Ending =>
  new Ending(EXIT.usage, `${what}\n${faults.map(formatFault).join('\n')}`, next, { faults })

/** The file itself, or the shipped drill of that name. */
function load(named: string): LoadedDrill | Missing {
  const shipped = shippedDrills()
  const file = existsSync(named) ? named : shipped.find((each) => nameOf(each) === named)
  if (file === undefined) {
    const message = `there is no drill ${named}${didYouMean(named, shipped.map(nameOf))}`
    return { is: 'missing', message, next: '"failover drill --list" names those that are shipped; or give a file' }
  }
  const text = read(file)
  if (text.is === 'text') return loadDrill(text.text, file, beside(file))
  return { is: 'missing', message: `cannot read the drill ${file}: ${text.because}` }
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
