/** Every drill that is shipped, run as `failover drill --all` runs it; and the README's table says what came of them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readDrills } from '../src/cli/drill/drill-files.js'
import { type Replayed, rehearse } from '../src/cli/drill/rehearse.js'
import { figuresOf } from '../src/sim/figures.js'

const root = join(import.meta.dirname, '..')
const names = readdirSync(join(root, 'drills')).filter((name) => name.endsWith('.yaml'))
const { drills } = readDrills(names.map((name) => join(root, 'drills', name)))
const replayed: Replayed[] = []

describe('the shipped drills', () => {
  it.each(drills.map(({ drill }) => [drill.title, drill] as const))(
    'pass: %s',
    { timeout: 120_000 },
    async (_, drill) => {
      const found = await rehearse(drill)
      replayed.push(found)
      expect(found.expectations.filter(({ met }) => !met).map(({ text, saw }) => `${text}: ${saw}`)).toEqual([])
      expect(found.broken.map(({ law, what }) => `${law}: ${what}`)).toEqual([])
    },
  )

  it('are summed up in the README as they come out', () => {
    const { drills: passed, expectations, foretold, lawsBroken, lostWrites, moves, toServeAgain } = figuresOf(replayed)
    const table = readFileSync(join(root, 'README.md'), 'utf8').split('\n')
    const row = table[table.findIndex((line) => line.startsWith('| drills passed |')) + 2]
    const cells = row?.split('|').map((cell) => cell.trim()) ?? []
    expect(cells.slice(1, 9)).toEqual([
      `${passed.passed} of ${passed.of}`,
      `${expectations.met} of ${expectations.of}`,
      ...[lawsBroken, moves.made, moves.needless, moves.missed, moves.late, lostWrites].map(String),
    ])
    expect(cells[11]).toBe(`${foretold.held} of ${foretold.of}`)
    expect(table.join('\n')).toContain(`median of ${toServeAgain?.drills}`)
  })
})
