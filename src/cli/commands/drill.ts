/**
 * `failover drill`: replays outages, real ones and their decoys, through the real controller, and says whether it did what
 * a good controller does. In the simulated world the same file and seed give the same run; in the local one real processes
 * break in real time.
 */
import { writeFileSync } from 'node:fs'
import { table } from '../../report/table.js'
import { figuresOf, hasPassed } from '../../sim/figures.js'
import { pictureOf } from '../../sim/picture.js'
import { drillsDocument } from '../drill/drill-document.js'
import { type Drills, type ReadDrill, readDrills, shippedDrills } from '../drill/drill-files.js'
import { showDrills, showFigures, showStory } from '../drill/drill-text.js'
import { DRILL_WORLDS, type DrillWorldName, mustSuit, worldsOf } from '../drill/drill-worlds.js'
import { runRandomDays } from '../drill/random-days.js'
import { type Replayed, rehearse, rehearseLocally } from '../drill/rehearse.js'
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
  const world = worldNamed(options)
  if (options.list) return list(output)
  if (options.random !== undefined) return randomDays(options.random, options, files, output)
  const read = drillsFor(world, options, files)
  if (read.refused && read.drills.length === 0) throw read.refused
  const drills = seeded(read.drills, options)
  if (options.html !== undefined && drills.length !== 1) {
    throw new Ending(EXIT.usage, `--html draws one run, and these are ${drills.length}`, 'name one drill, and one seed')
  }
  const all: Replayed[] = []
  for (const each of drills) all.push(await (world === 'sim' ? rehearse(each.drill) : rehearseLocally(each, output)))
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

function worldNamed({ random, seed, seeds, world = 'sim' }: DrillOptions): DrillWorldName {
  const found = DRILL_WORLDS.find((known) => known === world)
  if (!found) throw new Ending(EXIT.usage, `--world ${world}: no such world`, `worlds are ${DRILL_WORLDS.join(', ')}`)
  const option = Object.entries({ random, seed, seeds }).find(([, value]) => value !== undefined)?.[0]
  if (found === 'sim' || option === undefined) return found
  const next = 'leave it out, or replay in the simulated world'
  throw new Ending(EXIT.usage, `--${option}: what is left to chance in the local cloud is left to chance`, next)
}

/** Those named, or all that the world can replay. */
function drillsFor(world: DrillWorldName, options: DrillOptions, files: readonly string[]): Drills {
  const read = readDrills(named(options, files))
  if (!options.all) mustSuit(read.drills, world)
  return { ...read, drills: read.drills.filter(({ drill }) => worldsOf(drill).includes(world)) }
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
  const { drills: read, refused } = readDrills(shippedDrills())
  const drills = read.map(({ drill }) => ({ ...drill, worlds: worldsOf(drill) }))
  output.say(
    table(
      ['drill', 'title', 'worlds'],
      drills.map(({ file, title, worlds }) => [file, title, worlds.join(', ')]),
    ),
  )
  const listed = drills.map(({ about, file, sources, title, worlds }) => ({ file, title, about, sources, worlds }))
  output.document({ drills: listed, ...refused?.document })
  if (refused) throw new Ending(refused.exitCode, refused.message, refused.next, undefined, true)
}

/** Each drill under its own seed or the one given, and under those after it as far as was asked. */
function seeded(drills: readonly ReadDrill[], { seed, seeds }: DrillOptions): readonly ReadDrill[] {
  const many = seeds === undefined ? 1 : wholeNumber('--seeds', seeds, 1, SEEDS_MAX)
  const first = seed === undefined ? undefined : wholeNumber('--seed', seed, 0, SEED_MAX)
  return drills.flatMap((each) =>
    Array.from({ length: many }, (_, index) => {
      const next = ((first ?? each.drill.seed) + index) % (SEED_MAX + 1)
      return { ...each, drill: { ...each.drill, seed: next } }
    }),
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

function draw(all: readonly Replayed[], file: string, output: Output): void {
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
function againBy([first]: readonly Replayed[]): string {
  const { file = '', seed = 1 } = first?.trace.drill ?? {}
  if (first?.world === 'local') return `"failover drill ${file} --world local --trace" tells the story of another run`
  return `"failover drill ${file} --seed ${seed} --trace" tells the story of the first; --html FILE draws it`
}
