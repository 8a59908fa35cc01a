/** Random days, many in a row: no day may break a law. What one breaks is told with the command that repeats it. */
import { expect, it } from 'vitest'
import { randomDay } from '../../src/drill/random-day.js'
import { runDrill } from '../../src/drill/run-drill.js'
import { lawsBroken } from '../../src/sim/laws.js'

const BLOCK = 500

/** Declares tests over the days of `many` seeds from `first` on, some hundreds in each. */
export function keepEveryLaw(first: number, many: number): void {
  const blocks = Array.from({ length: Math.ceil(many / BLOCK) }, (_, index) => first + index * BLOCK)
  it.each(blocks)('keep every law, from seed %i on', { timeout: 600_000 }, async (from) => {
    expect(await brokenIn(from, Math.min(BLOCK, first + many - from))).toEqual([])
  })
}

async function brokenIn(first: number, many: number): Promise<readonly string[]> {
  const told: string[] = []
  for (let seed = first; seed < first + many; seed++) {
    const broken = lawsBroken(await runDrill(randomDay(seed)))
    const [worst] = broken
    if (worst) told.push(`failover drill --random 1 --seed ${seed}: ${worst.law}, ${worst.what}`)
  }
  return told
}
