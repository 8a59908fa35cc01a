/** Drills and what came of them, for people. */
import { formatMs } from '../../model/units.js'
import { table } from '../../report/table.js'
import { instant } from '../../sim/expect/judged.js'
import { openedIn } from '../../sim/expect/moves.js'
import { type Figures, hasPassed } from '../../sim/figures.js'
import { storyOf } from '../../sim/picture/story.js'
import type { Output } from '../output.js'
import { callCounts, wordsOf } from './drill-document.js'
import type { Replayed } from './rehearse.js'

/** A table of drills, then what failed: expected, seen and when. */
export function showDrills(all: readonly Replayed[], output: Output): void {
  output.say(
    table(
      ['', 'drill', 'seed', 'expected', 'laws', 'moves'],
      all.map((each) => rowOf(each, output)),
    ),
  )
  for (const rehearsed of all) if (!hasPassed(rehearsed)) showFailed(rehearsed, output)
  const local = all.find(({ world }) => world === 'local')
  if (local) showChecked(local, output)
}

/** In the local cloud not every law can be seen, and what was not seen is not taken for kept. */
function showChecked({ checked: { not, part, whole } }: Replayed, output: Output): void {
  output.say()
  output.say(`Judged by what was seen in the local cloud. Laws checked: ${whole.join(' ')}`)
  output.say(`  in part, as calls of controllers are not seen there: ${part.join(' ')}; not at all: ${not.join(' ')}`)
}

function rowOf(rehearsed: Replayed, { paint }: Output): readonly string[] {
  const { broken, expectations, trace } = rehearsed
  const met = expectations.filter((each) => each.met).length
  return [
    hasPassed(rehearsed) ? paint.green('pass') : paint.red('fail'),
    trace.drill.title,
    String(trace.drill.seed),
    `${met} of ${expectations.length}`,
    broken.length === 0 ? 'kept' : `${broken.length} broken`,
    String(openedIn(trace).length),
  ]
}

/** What a drill expected and did not get, and the laws it broke. */
export function showFailed({ broken, expectations, trace }: Replayed, output: Output): void {
  const { file, seed, title } = trace.drill
  output.say()
  output.say(output.paint.bold(`${title} (${file}, seed ${seed})`))
  for (const { at, met, saw, text } of expectations) {
    if (met) continue
    output.say(`  expected  ${text}`)
    output.say(`  seen      ${saw}${at === undefined || saw.includes(instant(at)) ? '' : ` (${instant(at)})`}`)
  }
  for (const law of new Set(broken.map((each) => each.law))) {
    output.say(`  law ${law}   ${wordsOf(law)}`)
    for (const { atMs, what } of broken.filter((each) => each.law === law).slice(0, BREACHES_SHOWN)) {
      output.say(`  broken    ${instant(atMs)}: ${what}`)
    }
  }
}

/** One cause breaks a law many times over. */
const BREACHES_SHOWN = 5

/** The whole story of a run, and who was called. */
export function showStory({ trace }: Replayed, output: Output): void {
  output.say()
  output.say(output.paint.bold(`${trace.drill.title} (seed ${trace.drill.seed})`))
  output.say(
    table(
      [],
      storyOf(trace).map(({ atMs, says }) => [instant(atMs), says]),
    ),
  )
  const calls = callCounts(trace).map(({ count, does, outcome, plane }) => [String(count), does, plane, outcome])
  if (calls.length > 0) output.say(`\n${table(['calls', '', 'plane', 'came of it'], calls)}`)
  const changes = trace.calls.filter(({ does }) => does === 'change')
  if (changes.length === 0) return
  const rows = changes.map(({ atMs, host, outcome, tookMs, what }) => [
    instant(atMs),
    what,
    host,
    `${outcome} after ${formatMs(tookMs)}`,
  ])
  output.say(`\n${table(['when', 'change', 'by', 'came of it'], rows)}`)
}

/** The figures in a few lines. */
export function showFigures(
  { drills, expectations, foretold, lawsBroken, lostWrites, moves, toServeAgain }: Figures,
  output: Output,
): void {
  output.say()
  output.say(
    `${drills.passed} of ${drills.of} drills passed, ${expectations.met} of ${expectations.of} expectations met, ${lawsBroken === 0 ? 'every law kept' : `laws broken ${lawsBroken} times`}`,
  )
  output.say(
    `${moves.made} moves: ${moves.needless} needless, ${moves.missed} missed, ${moves.late} late; ${lostWrites} writes lost`,
  )
  if (foretold.of > 0)
    output.say(`${foretold.held} of ${foretold.of} moves that brought users back took what was foretold of them`)
  if (toServeAgain.drills === 0) return
  const { drills: many, idealMedianMs, medianMs } = toServeAgain
  output.say(
    `users served again after ${formatMs(medianMs)} in the median of ${many}; the ideal is within ${formatMs(idealMedianMs)}`,
  )
}
