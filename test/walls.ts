/**
 * The walls of the house, as a pure function of its files: who may import whom and through which door, what pure rooms
 * may not touch, and how a file is shaped. `walls.test.ts` holds the house itself.
 */
import { builtinModules } from 'node:module'
import { posix } from 'node:path'
import { read, type Source } from './walls-source.js'

export interface Room {
  readonly name: string
  readonly pure: boolean
  /** Files other rooms may import, relative to the room; `all` for words everyone may use. */
  readonly doors: 'all' | readonly string[]
}

/** Rooms from top to bottom, and the packages pure ones may use, which touch nothing themselves. */
export interface House {
  readonly rooms: readonly Room[]
  readonly purePackages: readonly string[]
}

const CEILING_LINES = 300
const VAGUE = /^(utils?|helpers?|common|types)$/
const BUILTIN = new Set(builtinModules)

/** Every fault of `files` (path from the project's root → text), each naming file, what it does and the rule; sorted. */
export function faultsOf(files: ReadonlyMap<string, string>, house: House): readonly string[] {
  const sources = new Map<string, Source>()
  const faults: string[] = []
  for (const [path, text] of files) {
    try {
      sources.set(path, read(text))
    } catch (thrown) {
      faults.push(`${path}: cannot be read as TypeScript: ${String(thrown)}`)
    }
    faults.push(...shapeFaults(path, text))
  }
  for (const [path, source] of sources) {
    const room = roomOf(path, house)
    if (!room) faults.push(`${path}: belongs to no room; every file of src lies in one of the house's rooms`)
    else faults.push(...sourceFaults(path, source), ...importFaults(path, source, room, files, house))
    if (room?.pure) faults.push(...impurities(path, source, room, house))
  }
  return [...faults, ...cycles(sources)].sort()
}

const roomOf = (path: string, { rooms }: House): Room | undefined =>
  rooms.find(({ name }) => path.startsWith(`src/${name}/`) || path === `src/${name}.ts`)

function shapeFaults(path: string, text: string): readonly string[] {
  const lines = text.trimEnd().split('\n').length
  const vague = path.split('/').find((part) => VAGUE.test(part.replace(/\.ts$/, '')))
  return [
    ...(lines > CEILING_LINES ? [`${path}: has ${lines} lines; the ceiling is ${CEILING_LINES}`] : []),
    ...(vague ? [`${path}: "${vague}" says nothing; name the idea it holds`] : []),
    ...(posix.basename(path) === 'index.ts' ? [`${path}: an index is a barrel; import the file that is meant`] : []),
  ]
}

function sourceFaults(path: string, { barrel, exportsAll, exportsDefault }: Source): readonly string[] {
  return [
    ...(exportsDefault ? [`${path}: has a default export; exports are named`] : []),
    ...(exportsAll ? [`${path}: "export *" hides what is exported; name it`] : []),
    ...(barrel && !exportsAll
      ? [`${path}: only passes on what others export, a barrel; import the file that is meant`]
      : []),
  ]
}

function importFaults(
  path: string,
  { imports }: Source,
  room: Room,
  files: ReadonlyMap<string, string>,
  house: House,
): readonly string[] {
  return imports.flatMap(({ from }) => {
    if (from === undefined) return [`${path}: imports a computed name, which nobody can check`]
    if (!from.startsWith('.')) return []
    const target = resolve(path, from)
    if (!files.has(target)) return [`${path}: imports "${from}", which is no file of src`]
    const other = roomOf(target, house)
    if (!other || other === room) return []
    if (house.rooms.indexOf(other) > house.rooms.indexOf(room)) {
      return [
        `${path}: imports "${from}"; ${room.name} may import only from rooms above it, and ${other.name} is below`,
      ]
    }
    const file = target.slice(`src/${other.name}/`.length)
    if (other.doors === 'all' || other.doors.includes(file)) return []
    return [`${path}: imports "${from}", which is no door of ${other.name}; its doors: ${other.doors.join(', ')}`]
  })
}

const resolve = (path: string, from: string): string => posix.join(posix.dirname(path), from).replace(/\.js$/, '.ts')

function impurities(path: string, { globals, imports }: Source, room: Room, house: House): readonly string[] {
  const used = globals.map((name) => `${path}: uses ${name}; ${room.name} is pure and is given what it needs`)
  const imported = imports.flatMap(({ from, names }) => {
    if (from === undefined || from.startsWith('.')) return []
    const bare = from.replace(/^node:/, '')
    if (bare === 'crypto' && names.length > 0 && names.every((name) => name === 'createHash')) return []
    const parts = from.split('/')
    const pack = from.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? from)
    if (!BUILTIN.has(bare) && !from.startsWith('node:') && house.purePackages.includes(pack)) return []
    return [`${path}: imports "${from}"; ${room.name} is pure and may import only ${house.purePackages.join(', ')}`]
  })
  return [...used, ...imported]
}

/** Each cycle of files once, named by its way round. */
function cycles(sources: ReadonlyMap<string, Source>): readonly string[] {
  const state = new Map<string, 'open' | 'done'>()
  const found: string[] = []
  const visit = (path: string, way: readonly string[]): void => {
    if (state.get(path) === 'done') return
    if (state.get(path) === 'open') {
      found.push(`${path}: imports itself by way of ${[...way.slice(way.indexOf(path) + 1), path].join(' → ')}`)
      return
    }
    state.set(path, 'open')
    for (const { from } of sources.get(path)?.imports ?? []) {
      const target = from?.startsWith('.') ? resolve(path, from) : undefined
      if (target && sources.has(target)) visit(target, [...way, path])
    }
    state.set(path, 'done')
  }
  for (const path of [...sources.keys()].sort()) visit(path, [])
  return found
}
