/**
 * `failover drill`: replays outages, real ones and their decoys, through the real controller in the simulated world, and
 * says whether it did what a good controller does. Deterministic: the same file and seed give the same run.
 */
import { writeFileSync } from 'node:fs'
import { table } from '../../report/table.js'
import type { Drill } from '../../sim/drill.js'
import { figuresOf, hasPassed, type Rehearsed } from '../../sim/figures.js'
import { pictureOf } from '../../sim/picture.js'
import { drillsDocument } from '../drill/drill-document.js'
import { readDrills, shippedDrills } from '../drill/drill-files.js'
import { showDrills, showFigures, showStory } from '../drill/drill-text.js'
import { runRandomDays } from '../drill/random-days.js'
import { rehearse } from '../drill/rehearse.js'
import { Ending, EXIT } from '../exit.js'
import type { GlobalOptions } from '../options.js'
import type { Output } from '../output.js'

export interface DrillOptions extends GlobalOptions {
  readonly list?: boolean
  readonly all?: boolean
  readonly seed?: string
  readonly seeds?: string
  readonly trace?: boolean
  readonly html?: string
  readonly random?: string
  readonly world?: string
}

const SEED_MAX = 0xffff_ffff
const SEEDS_MAX = 1_000_000

/** Runs the drills named; ends with 6 when one expects what did not come, or a law was broken; with 2 when one cannot be read, the others run. */
export async function drill(output: Output, options: DrillOptions, ...files: readonly string[]): Promise<void> {
  inSimOnly(options.world ?? 'sim')
  if (options.list) return list(output)
  if (options.random !== undefined) return randomDays(options.random, options, files, output)
  const read = readDrills(named(options, files))
  if (read.refused && read.drills.length === 0) throw read.refused
  const drills = seeded(read.drills, options)
  if (options.html !== undefined && drills.length !== 1) {
    throw new Ending(EXIT.usage, `--html draws one run, and these are ${drills.length}`, 'name one drill, and one seed')
  }
  const all: Rehearsed[] = []
  for (const each of drills) all.push(await rehearse(each))
  const figures = figuresOf(all)
  showDrills(all, output)
  if (options.trace) for (const each of all) showStory(each, output)
  if (all.length > 1) showFigures(figures, output)
  if (options.html !== undefined) draw(all, options.html, output)
  const { refused } = read
  output.document({ ...drillsDocument(all, figures), ...refused?.document })
  if (refused) throw new Ending(refused.exitCode, refused.message, refused.next, undefined, true)
  const failed = all.filter((each) => !hasPassed(each))
  if (failed.length === 0) return
  const message = `${failed.length} of ${all.length} ${all.length === 1 ? 'drill' : 'drills'} failed`
  throw new Ending(EXIT.failed, message, againBy(failed), undefined, true)
}

async function randomDays(
  text: string,
  options: DrillOptions,
  files: readonly string[],
  output: Output,
): Promise<void> {
  if (options.all || files.length > 0 || options.html !== undefined) {
    throw new Ending(EXIT.usage, '--random draws days of its own', 'leave files, --all and --html out')
  }
  const many = wholeNumber('--random', text, 1, SEEDS_MAX)
  await runRandomDays(wholeNumber('--seed', options.seed ?? '1', 0, SEED_MAX), many, output)
}

function inSimOnly(world: string): void {
  if (world === 'sim') return
  if (world !== 'local') throw new Ending(EXIT.usage, `--world ${world}: no such world`, 'drills run in the world sim')
  const message = '--world local: this build replays drills in the simulated world alone'
  throw new Ending(
    EXIT.usage,
    message,
    '"failover demo" and "failover local break" break real processes on this machine',
  )
}

function named({ all }: DrillOptions, files: readonly string[]): readonly string[] {
  if (all && files.length > 0)
    throw new Ending(EXIT.usage, 'the drills are named, and all of them are asked for', 'give files or --all')
  if (all) return shippedDrills()
  if (files.length > 0) return files
  throw new Ending(
    EXIT.usage,
    'say which drills',
    'name files or shipped drills, or take --all; "--list" shows what there is',
  )
}

function list(output: Output): void {
  const { drills, refused } = readDrills(shippedDrills())
  output.say(
    table(
      ['drill', 'title'],
      drills.map(({ file, title }) => [file, title]),
    ),
  )
  const listed = drills.map(({ about, file, sources, title }) => ({ file, title, about, sources }))
  output.document({ drills: listed, ...refused?.document })
  if (refused) throw new Ending(refused.exitCode, refused.message, refused.next, undefined, true)
}

/** Each drill under its own seed or the one given, and under those after it as far as was asked. */
function seeded(drills: readonly Drill[], { seed, seeds }: DrillOptions): readonly Drill[] {
  const many = seeds === undefined ? 1 : wholeNumber('--seeds', seeds, 1, SEEDS_MAX)
  const first = seed === undefined ? undefined : wholeNumber('--seed', seed, 0, SEED_MAX)
  return drills.flatMap((each) =>
    Array.from({ length: many }, (_, index) => ({ ...each, seed: ((first ?? each.seed) + index) % (SEED_MAX + 1) })),
  )
}

function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= least && value <= most) return value
  throw new Ending(
    EXIT.usage,
    `${option} ${text}: found no such number`,
    `allowed: a whole number from ${least} to ${most}`,
  )
}

function draw(all: readonly Rehearsed[], file: string, output: Output): void {
  for (const { broken, expectations, trace } of all) {
    try {
      writeFileSync(file, pictureOf(trace, expectations, broken))
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : String(thrown)
      throw new Ending(EXIT.usage, `cannot write the picture to ${file}: ${why}`, 'give another file by --html FILE')
    }
    output.say(`\nThe picture of this run is in ${file}.`)
  }
}

/** The command that repeats the first that failed. */
function againBy([first]: readonly Rehearsed[]): string {
  const { file = '', seed = 1 } = first?.trace.drill ?? {}
  return `"failover drill ${file} --seed ${seed} --trace" tells the story of the first; --html FILE draws it`
}
