/**
 * Fences that a failover owes are put up as soon as their writer returns. Nobody knows when that is; so a try is made
 * whenever what is seen of its region changes and something there answers, and twice a minute besides: it may be back for
 * those who still reach it while no vantage does.
 */
import { fenceOwed } from '../controller/fence-owed.js'
import { type OwedFence, owedFences } from '../execute/owed-fences.js'
import type { Assessment } from '../model/health.js'
import { nameOf, type Region, regionOf } from '../model/place.js'
import type { Watch } from './watch-run.js'

const AGAIN_MS = 30_000

interface Tried {
  readonly looks: string
  /** On the monotonic clock. */
  readonly dueMs: number
  readonly tries: number
}

/** What one watch remembers of its tries. */
export class OwedFences {
  readonly #tried = new Map<string, Tried>()

  /** Tries what is due, only where nothing else is being done; and tells in how many ms the next try is, while one is owed. */
  async settle(run: Watch, assessments: readonly Assessment[]): Promise<number | undefined> {
    const { clock, store } = run.world
    let nextMs: number | undefined
    for (const owed of owedFences(await store.read())) {
      const key = `${owed.incident} ${owed.step.id}`
      const looks = looksOf(assessments, owed.at)
      if (!this.#isDue(key, looks, clock.monotonic())) {
        nextMs = Math.min(nextMs ?? AGAIN_MS, (this.#tried.get(key)?.dueMs ?? 0) - clock.monotonic())
        continue
      }
      const { because, isUp } = await fenceOwed(run, owed)
      if (!isUp) nextMs = Math.min(nextMs ?? AGAIN_MS, AGAIN_MS)
      const tries = (this.#tried.get(key)?.tries ?? 0) + 1
      this.#tried.set(key, { looks, tries, dueMs: clock.monotonic() + AGAIN_MS })
      if (!isUp && tries === 1) run.watcher.onTrouble(owed.step.says, toldOf(owed, because))
    }
    return nextMs
  }

  #isDue(key: string, looks: string, nowMs: number): boolean {
    const last = this.#tried.get(key)
    if (!last) return true
    return nowMs >= last.dueMs || (looks !== '' && looks !== last.looks)
  }
}

/** What of a region answers, in a few words; nothing where only silence comes from it. */
function looksOf(assessments: readonly Assessment[], at: Region): string {
  return assessments
    .filter(({ of }) => regionOf(of) === at)
    .flatMap(({ measured, of, tallies }) => {
      const isHeard = tallies.some(({ modes, pass, reported }) => !reported && (pass > 0 || modes.some(isAnswer)))
      return isHeard ? [`${nameOf(of)} ${measured.kind}`] : []
    })
    .join(', ')
}

const isAnswer = (mode: string): boolean => mode !== 'silent'

const toldOf = ({ at, step }: OwedFence, because: string): string =>
  `${step.action.resource} in ${at} may still take writes and is not fenced yet: ${because}; tried again as soon as ${at} answers`
