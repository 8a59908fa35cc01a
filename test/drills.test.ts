/** What is shipped under `drills/`: every policy is one, every drill can be read, and each is in the table of its README. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { unfitFor } from '../src/drill/local/fits.js'
import { formatFault, load } from '../src/policy/load.js'
import { resourceTypes } from '../src/providers/registry.js'
import { type LoadedDrill, loadDrill } from '../src/sim/load-drill.js'

const DRILLS = join(import.meta.dirname, '../drills')
const POLICIES = join(DRILLS, 'policies')
const yamlIn = (folder: string): readonly string[] => readdirSync(folder).filter((name) => name.endsWith('.yaml'))
const LOCAL = yamlIn(join(DRILLS, 'local')).map((name) => `local/${name}`)

function read(name: string): LoadedDrill {
  const file = join(DRILLS, name)
  return loadDrill(readFileSync(file, 'utf8'), file, {
    types: resourceTypes,
    read: (path) => {
      const beside = join(dirname(file), path)
      return { is: 'text', file: beside, text: readFileSync(beside, 'utf8') }
    },
  })
}

describe('the policies of the drills', () => {
  it.each(yamlIn(POLICIES))('%s is a valid policy', (name) => {
    const file = join(POLICIES, name)
    const loaded = load(readFileSync(file, 'utf8'), file, resourceTypes)
    expect(loaded.is === 'faults' ? loaded.faults.map(formatFault) : []).toEqual([])
  })
})

describe('the drills', () => {
  it.each(yamlIn(DRILLS))('%s can be read, names its sources and expects something', (name) => {
    const loaded = read(name)
    expect(loaded.is === 'faults' ? loaded.faults.map(formatFault) : []).toEqual([])
    if (loaded.is !== 'drill') return
    // Nothing happens on a calm day, and nobody has written about it.
    if (loaded.drill.events.length > 0) expect(loaded.drill.sources).not.toEqual([])
    expect(loaded.drill.expect).not.toEqual([])
  })

  it.each(LOCAL)('%s can be replayed in the local cloud, and expects something', (name) => {
    const loaded = read(name)
    expect(loaded.is === 'faults' ? loaded.faults.map(formatFault) : []).toEqual([])
    if (loaded.is !== 'drill') return
    expect(unfitFor(loaded.drill)).toEqual([])
    expect(loaded.drill.expect).not.toEqual([])
    // Somebody watches.
    expect(loaded.drill.untilMs).toBeLessThanOrEqual(60_000)
  })

  it('are all in the table of the README, and nothing else is', () => {
    const readme = readFileSync(join(DRILLS, 'README.md'), 'utf8')
    const named = [...readme.matchAll(/\]\(((?:local\/)?[\w-]+\.yaml)\)/g)].map((match) => match[1])
    expect(named.sort()).toEqual([...yamlIn(DRILLS), ...LOCAL].sort())
  })

  it('mark what no source says', () => {
    for (const name of yamlIn(DRILLS)) {
      const text = readFileSync(join(DRILLS, name), 'utf8')
      if (/errors: \d/.test(text)) expect(text, name).toMatch(/# assumed/)
    }
  })
})
