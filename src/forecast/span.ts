/**
 * Durations as distributions. One is given by three quantiles and runs evenly in the logarithm between them and as far
 * again beyond, since what takes long takes longer by a factor and not by a sum; it never ends in a tail without end.
 *
 * Sums and maxima over a graph are taken over draws that are spread evenly and not at random: the same plan has the same
 * forecast, on any machine, as often as it is asked for.
 */
import type { Span } from '../model/forecast.js'

/** A duration as a function of one number in [0, 1), growing; ms. */
export type Quantile = (u: number) => number

/** Around `ms`: one in ten takes `low` of it or less, one in ten `high` of it or more. */
export const around = (ms: number, low: number, high: number): Quantile =>
  through({ p10Ms: ms * low, p50Ms: ms, p90Ms: ms * high })

/** Through three quantiles. */
export function through({ p10Ms, p50Ms, p90Ms }: Span): Quantile {
  if (p50Ms <= 0) return () => 0
  return (u) =>
    u < 0.5 ? p50Ms * (Math.max(1, p10Ms) / p50Ms) ** ((0.5 - u) / 0.4) : p50Ms * (p90Ms / p50Ms) ** ((u - 0.5) / 0.4)
}

/** Anything from one to the other, evenly. */
export const evenly =
  (fromMs: number, toMs: number): Quantile =>
  (u) =>
    fromMs + (toMs - fromMs) * u

/** How much a figure that was guessed weighs, in past runs. */
const GUESS_RUNS = 2
/** No two runs take exactly the same. */
const UNLIKE = 0.15

/** What past runs took, and `guess` for as long as they are few. */
export function learned(tookMs: readonly number[], guess: Quantile): Quantile {
  if (tookMs.length === 0) return guess
  const points = tookMs.flatMap((ms) => [ms * (1 - UNLIKE), ms, ms * (1 + UNLIKE)])
  const guesses = Math.max(1, Math.round((GUESS_RUNS * points.length) / tookMs.length))
  const all = [...points, ...Array.from({ length: guesses }, (_, index) => guess((index + 0.5) / guesses))]
  const sorted = all.sort((a, b) => a - b)
  return (u) => {
    const at = u * (sorted.length - 1)
    const below = sorted[Math.floor(at)] ?? 0
    return below + ((sorted[Math.ceil(at)] ?? below) - below) * (at % 1)
  }
}

const DRAWS = 512

/** `draw` of every draw, in one span; it is given a number in [0, 1) for each of the dimensions it asks for. */
export function spanOf(draw: (u: (dimension: number) => number) => number): Span {
  const values = new Float64Array(DRAWS)
  for (let index = 0; index < DRAWS; index++) values[index] = draw((dimension) => spread(index, dimension))
  values.sort()
  const at = (share: number): number => Math.round(values[Math.round(share * (DRAWS - 1))] ?? 0)
  return { p10Ms: at(0.1), p50Ms: at(0.5), p90Ms: at(0.9) }
}

/** The span of one distribution. */
export const quantiles = (of: Quantile): Span => ({
  p10Ms: Math.round(of(0.1)),
  p50Ms: Math.round(of(0.5)),
  p90Ms: Math.round(of(0.9)),
})

/**
 * Each dimension is a sequence of Kronecker's, whose steps, the fractions of roots of primes, have no ratio in common
 * (Niederreiter, "Random Number Generation and Quasi-Monte Carlo Methods", 1992, chapter 3).
 */
const spread = (index: number, dimension: number): number =>
  ((index + 0.5) * Math.sqrt(PRIMES[dimension % PRIMES.length] ?? 2)) % 1

const PRIMES: readonly number[] = Array.from({ length: 540 }, (_, at) => at + 2).filter(
  (candidate) => !Array.from({ length: candidate - 2 }, (_, at) => at + 2).some((divisor) => candidate % divisor === 0),
)
