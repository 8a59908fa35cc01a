/** What is foretold of a move when its plan is accepted, from the first bad sample to users served: no bracket is wide enough to hide a model that is wrong. */
import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readDrills } from '../../src/cli/drill/drill-files.js'
import { runDrill } from '../../src/drill/run-drill.js'
import { timesForetold } from '../../src/sim/figures.js'

const drills = join(import.meta.dirname, '../../drills')

describe('forecasts in the simulated world', () => {
  it('come true in nine of ten of the drills that bring users back', async () => {
    const files = readdirSync(drills).filter((name) => name.endsWith('.yaml'))
    const { drills: read } = readDrills(files.map((name) => relative('', join(drills, name))))
    const brings = read.filter(({ drill }) => drill.expect.some(({ kind }) => kind === 'recovered' || kind === 'do'))
    const came: (readonly [string, string])[] = []
    for (const { drill } of brings) for (const is of timesForetold(await runDrill(drill))) came.push([drill.file, is])
    const missed = came.filter(([, is]) => is !== 'within')
    expect(came.length).toBeGreaterThanOrEqual(20)
    expect(missed.length, `not as foretold: ${missed.join('; ')}`).toBeLessThanOrEqual(came.length / 10)
  }, 300_000)
})
