/** What a drill expects against what a run left behind, each with what was seen and when. */
import type { Expectation } from './drill.js'
import type { Finding, Judged } from './expect/judged.js'
import { heldBy } from './expect/minds.js'
import { didMove, movesIn, neverMoved } from './expect/moves.js'
import { lossIn, neverCalled, recoveredIn, servedFrom, writersIn } from './expect/truth.js'
import { wordsOf } from './expect/words.js'
import type { Trace } from './trace.js'

/** Every expectation of the drill, in its order. */
export const judge = (trace: Trace): readonly Judged[] =>
  trace.drill.expect.map((expected) => ({ text: wordsOf(expected), ...findingOf(trace, expected) }))

function findingOf(trace: Trace, expected: Expectation): Finding {
  switch (expected.kind) {
    case 'do':
      return didMove(trace, expected)
    case 'recovered':
      return recoveredIn(trace, expected)
    case 'hold':
      return heldBy(trace, expected)
    case 'never':
      return neverMoved(trace, expected)
    case 'never-calls':
      return neverCalled(trace, expected)
    case 'serving':
      return servedFrom(trace, expected)
    case 'writers':
      return writersIn(trace, expected)
    case 'lost-writes':
      return lossIn(trace, expected)
    case 'moves':
      return movesIn(trace, expected)
  }
}
