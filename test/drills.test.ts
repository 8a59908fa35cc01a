/** What is shipped under `drills/`: every policy is one, every drill can be read, and each is in the table of its README. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { formatFault, load } from '../src/policy/load.js'
import { resourceTypes } from '../src/providers/registry.js'

const DRILLS = join(import.meta.dirname, '../drills')
const yamlIn = (folder: string): readonly string[] => readdirSync(folder).filter((name) => name.endsWith('.yaml'))

describe('the policies of the drills', () => {
  it.each(yamlIn(join(DRILLS, 'policies')))('%s is a valid policy', (name) => {
    const file = join(DRILLS, 'policies', name)
    const loaded = load(readFileSync(file, 'utf8'), file, resourceTypes)
    expect(loaded.is === 'faults' ? loaded.faults.map(formatFault) : []).toEqual([])
  })
})
