/** People at keyboards of a local drill: the words of the drill, run as the real command to their end. */
import { once } from 'node:events'
import { OperatingError } from '../../model/error.js'
import type { Decision } from '../../model/move.js'
import type { Objection } from '../../model/plan.js'
import type { Clock } from '../../model/world.js'
import { understand, wordsIn } from '../../sim/operator-words.js'
import type { Answered, Mind, Trace } from '../../sim/trace.js'
import { endProcess, runCommand } from './command.js'

export interface OperatorsParts {
  readonly dir: string
  readonly policy: string
  readonly log: number
  readonly clock: Clock
  /** What a command answered in the end, in a line. */
  readonly onAnswer: (by: string, says: string) => void
}

/** Bad usage and bugs: neither is an answer of a controller. */
const FAULTS: readonly (number | null)[] = [1, 2]

type Mutable<List> = List extends readonly (infer Each)[] ? Each[] : never

/** Instants of what they keep are wall times. */
export class Operators {
  readonly minds: Mutable<Trace['minds']> = []
  readonly answers: Answered[] = []
  readonly #parts: OperatorsParts
  readonly #atWork = new Set<ReturnType<typeof runCommand>>()
  readonly #faults: Error[] = []
  #given = 0

  constructor(parts: OperatorsParts) {
    this.#parts = parts
  }

  /** Each order is given by a person of their own. */
  give(run: string): void {
    this.#given += 1
    const by = `operator-${this.#given}`
    this.#run(by, run).catch((thrown: unknown) => {
      this.#faults.push(thrown instanceof Error ? thrown : new Error(String(thrown)))
    })
  }

  /** Throws what no command may end with. */
  check(): void {
    const [fault] = this.#faults
    if (fault) throw fault
  }

  /** Whoever is still at work is sent home. */
  async stop(): Promise<void> {
    await Promise.all([...this.#atWork].map(endProcess))
  }

  async #run(by: string, run: string): Promise<void> {
    const { clock, dir, log, onAnswer, policy } = this.#parts
    const at = clock.now()
    const command = runCommand([...confirmed(run), '--policy', policy, '--json'], { by, dir, log })
    this.#atWork.add(command)
    let said = ''
    command.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    const [code] = await once(command, 'close')
    this.#atWork.delete(command)
    if (FAULTS.includes(code)) {
      const what = `"failover ${run}" by ${by} ended with exit code ${code}: ${said.trim() || 'it said nothing'}`
      throw new OperatingError('refused', what, 'the log of the drill tells more')
    }
    const document = documentIn(said)
    const mind = mindIn(document, by, at)
    if (mind) this.minds.push(mind)
    const because = document.error?.message ?? (code === 0 ? 'done' : 'ended before it was done')
    this.answers.push({ atMs: clock.now(), by, run, is: code === 0 ? 'done' : 'not-done', because })
    onAnswer(by, because)
  }
}

/** Nobody is there to be asked. */
function confirmed(run: string): readonly string[] {
  const read = understand(run)
  const words = wordsIn(run)
  const asks = read.is === 'understood' && read.words.is === 'move'
  return asks && !words.some((word) => word === '--yes' || word === '-y') ? [...words, '--yes'] : words
}

/** What a command prints with `--json`, as far as it matters here. */
interface Answer {
  readonly decision?: Decision
  readonly objections?: readonly Objection[]
  readonly error?: { readonly message: string }
}

/** One that was ended in the midst has said nothing, or half of it. */
function documentIn(said: string): Answer {
  try {
    return JSON.parse(said)
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return {}
    throw thrown
  }
}

/** The decision, where the command came no further. */
function mindIn({ decision, objections = [] }: Answer, host: string, atMs: number): Mind | undefined {
  const blocked = objections.map(({ detail, step, tactic }) => `${step} by ${tactic}: ${detail}`)
  return decision && { atMs, host, decision, assessments: [], blocked }
}
