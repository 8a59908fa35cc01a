import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type DrillOptions, drill } from '../../../src/cli/commands/drill.js'
import { Ending } from '../../../src/cli/exit.js'
import { drillWith } from '../../sim/fixtures/drill-text.js'
import { keptOutput } from '../fixtures/output.js'

const dir = mkdtempSync(join(tmpdir(), 'drills-'))

/** A file that holds the small drill with these lines. */
function drillFile(name: string, lines: string): string {
  const file = join(dir, name)
  writeFileSync(file, drillWith(lines))
  return file
}

const CALM = drillFile('calm.yaml', 'until: 2m\nexpect: [{ never: act }, { moves: 0 }]')
const WRONG = drillFile('wrong.yaml', 'until: 2m\nexpect: [{ do: failover, by: 1m }, { never: act }]')

async function run(options: DrillOptions, ...files: readonly string[]) {
  const output = keptOutput({ json: options.json === true })
  const ending = await drill(output, options, ...files).catch((thrown: unknown) => thrown)
  if (ending !== undefined && !(ending instanceof Ending)) throw ending
  return { ...output, text: output.said.join('\n'), ending }
}

describe('failover drill', () => {
  it('replays a drill, says that it passed, and ends with 0', async () => {
    const { documents, ending, text } = await run({}, CALM)
    expect(ending).toBeUndefined()
    expect(text).toMatch(/pass {2}A day {2}1 {5}2 of 2 {4}kept {2}0/)
    expect(documents).toMatchObject([
      {
        drills: [
          {
            ...{ file: CALM, title: 'A day', seed: 1, world: 'sim', passed: true, moves: [], laws: [] },
            expectations: [
              { text: 'no move before T+2 min', met: true, saw: 'none' },
              { text: 'no move at all', met: true },
            ],
          },
        ],
        figures: { drills: { passed: 1, of: 1 }, expectations: { met: 2, of: 2 }, moves: { needless: 0, missed: 0 } },
      },
    ])
  })

  it('says of each failed expectation what was expected, what was seen and when, and ends with 6', async () => {
    const { documents, ending, text } = await run({}, CALM, WRONG)
    expect(ending).toMatchObject({ exitCode: 6, message: '1 of 2 drills failed', printed: true })
    expect(ending?.next).toContain(`failover drill ${WRONG} --seed 1 --trace`)
    expect(text).toContain('expected  failover between T+0 and T+1 min')
    expect(text).toContain('seen      no such move; at T+1 min held by steady: ')
    expect(text).toContain('1 of 2 drills passed, 3 of 4 expectations met')
    expect(documents).toMatchObject([{ drills: [{ passed: true }, { passed: false }] }])
  })

  it('gives the same run for the same file and seed, and several seeds one after another', async () => {
    const seeds = async () => (await run({ seed: '7', seeds: '2', json: true }, CALM)).documents
    const first = await seeds()
    expect(first).toMatchObject([{ drills: [{ seed: 7 }, { seed: 8 }] }])
    expect(await seeds()).toEqual(first)
  })

  it('tells the story with --trace, and draws it with --html', async () => {
    const file = join(dir, 'calm.html')
    const { text } = await run({ trace: true, html: file }, CALM)
    expect(text).toMatch(/calls .* plane/)
    expect(text).toContain(`The picture of this run is in ${file}.`)
    expect(readFileSync(file, 'utf8')).toMatch(/^<!doctype html>[\s\S]*A day/i)
  })

  it('refuses what a world cannot replay, with the place and the reason, and names what it can', async () => {
    const { ending } = await run({ world: 'local' }, CALM)
    expect(ending).toMatchObject({ exitCode: 2, document: { faults: [{ file: CALM, line: 6, column: 3 }] } })
    expect(ending?.message).toContain(
      'calm.yaml:6:3: policy: its policy is for aws, with autoscaling-group, rds-replica',
    )
    expect(ending?.next).toMatch(/^these can: .*drills\/local\/zone-killed\.yaml/)
  })

  it('lists the worlds of each drill', async () => {
    const { documents } = await run({ list: true })
    const worldOf = (title: string) => expect.objectContaining({ title, worlds: expect.any(Array) })
    expect(documents[0]).toMatchObject({
      drills: expect.arrayContaining([worldOf('A calm day'), expect.objectContaining({ worlds: ['local'] })]),
    })
  })

  it('lists the drills that are shipped, and takes them by name', async () => {
    const { documents, said } = await run({ list: true })
    expect(said.join('\n')).toMatch(/calm-day\.yaml +A calm day/)
    expect(documents[0]).toMatchObject({
      drills: expect.arrayContaining([expect.objectContaining({ title: 'A calm day' })]),
    })
    expect((await run({}, 'calm-dya')).ending).toMatchObject({
      ...{ exitCode: 2, message: 'there is no drill calm-dya; did you mean calm-day?' },
    })
  })

  it('draws days from seeds with --random, and says how many kept every law', async () => {
    const { documents, ending, text } = await run({ random: '2', seed: '1' })
    expect(text).toMatch(/^\d of 2 random days kept every law \(seeds 1 to 2\)/)
    expect(documents).toMatchObject([{ days: 2 }])
    expect(ending === undefined || ending.exitCode === 6).toBe(true)
  })

  it('tells every fault of every file at once, with line and column, and ends with 2', async () => {
    const broken = [drillFile('one.yaml', 'until: 2x'), drillFile('two.yaml', 'until: 2m\nsed: 3')]
    const { ending } = await run({}, ...broken)
    expect(ending).toMatchObject({
      exitCode: 2,
      document: {
        faults: [
          { line: 3, column: 8 },
          { line: 4, column: 1 },
        ],
      },
    })
    expect(ending?.message).toMatch(/^2 faults in .*one\.yaml, .*two\.yaml\n.*one\.yaml:3:8: until: found "2x"/)
  })

  it('runs the others where some cannot be read, tells of every bad one, and ends with 2', async () => {
    const broken = drillFile('three.yaml', 'until: 2x\nsed: 3')
    const { ending, text } = await run({}, broken, CALM, 'no-such-drill', WRONG)
    expect(text).toMatch(/pass +A day/)
    expect(text).toMatch(/fail +A day/)
    expect(ending).toMatchObject({ exitCode: 2, printed: true })
    expect(ending?.message).toMatch(
      /^there is no drill no-such-drill.*\n2 faults in .*three\.yaml\n.*three\.yaml:3:8: .*\n.*three\.yaml:4:1: /,
    )
    const { documents } = await run({ json: true }, broken, CALM)
    expect(documents).toMatchObject([{ drills: [{ passed: true }], faults: [{ line: 3 }, { line: 4 }] }])
  })

  it.each<readonly [DrillOptions, readonly string[], string]>([
    [{}, [], 'say which drills'],
    [{ all: true }, [CALM], 'the drills are named, and all of them are asked for'],
    [{ seed: '-1' }, [CALM], '--seed -1: found no such number'],
    [{ seeds: '0' }, [CALM], '--seeds 0: found no such number'],
    [{ html: 'x.html', seeds: '2' }, [CALM], '--html draws one run, and these are 2'],
    [{ random: '0' }, [], '--random 0: found no such number'],
    [{ random: '5' }, [CALM], '--random draws days of its own'],
    [{ world: 'local', seed: '1' }, [CALM], '--seed: what is left to chance in the local cloud is left to chance'],
    [{ world: 'local', random: '5' }, [], '--random: what is left to chance in the local cloud is left to chance'],
    [{ world: 'mars' }, [CALM], '--world mars: no such world'],
  ])('refuses %j %j: %s', async (options, files, message) => {
    expect((await run(options, ...files)).ending).toMatchObject({ exitCode: 2, message })
  })
})
