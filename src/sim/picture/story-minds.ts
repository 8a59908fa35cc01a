/** What the controller believed and decided, as lines of the story. */
import type { Trace } from '../trace.js'
import type { Line } from './line.js'
import { decisionsOf, judgementsOf, leadingMinds, tallyWords } from './minds.js'
import { sentence, subjectWords } from './words.js'

/** Judgements of health, and holds. Acts are told by the journal. */
export function mindLines(trace: Trace): readonly Line[] {
  const minds = leadingMinds(trace)
  return [...judgementLines(trace, minds), ...holdLines(trace, minds)]
}

const SAYS = {
  healthy: ['is judged healthy again', 'good', 2],
  suspect: ['looks suspicious', 'warn', 1],
  impaired: ['is judged impaired', 'bad', 3],
  recovering: ['shows signs of recovery', 'plain', 1],
} as const

function judgementLines({ endedMs }: Trace, minds: ReturnType<typeof leadingMinds>): readonly Line[] {
  return judgementsOf(minds, endedMs).flatMap(({ of, spans }) =>
    spans.flatMap(({ fromMs, value }, index): readonly Line[] => {
      const before = spans[index - 1]?.value.health
      if (before === undefined && value.health === 'healthy') return []
      if (before === 'suspect' && value.health === 'healthy') return []
      const [words, tone, weight] = SAYS[value.health]
      const seen = value.assessment.tallies.filter(({ fail, unknown }) => fail > 0 || unknown > 0).map(tallyWords)
      const why = value.health === 'healthy' || seen.length === 0 ? '' : `: ${seen.join('; ')}`
      const repeated = spans.slice(0, index).some((span) => span.value.health === value.health)
      return [
        {
          atMs: fromMs,
          says: sentence(`${subjectWords(of)} ${words}${why}`),
          tone,
          weight: repeated && weight === 3 ? 2 : weight,
          order: 3,
        },
      ]
    }),
  )
}

/** Steady is no news, once it was told. */
function holdLines({ endedMs }: Trace, minds: ReturnType<typeof leadingMinds>): readonly Line[] {
  return decisionsOf(minds, endedMs).flatMap(({ fromMs, value }): readonly Line[] => {
    const { blocked, decision } = value
    if (blocked.length > 0)
      return [{ atMs: fromMs, says: sentence(`blocked: ${blocked.join('; ')}`), tone: 'bad', weight: 3, order: 4 }]
    if (decision.kind === 'act' || decision.reason === 'steady' || decision.reason === 'nothing-to-do') return []
    return [
      {
        atMs: fromMs,
        says: sentence(`the controller waits (${decision.reason}): ${decision.because}`),
        tone: 'warn',
        weight: 2,
        order: 4,
      },
    ]
  })
}
