/** Instants as records show them. */

/** `2026-11-24 14:15:03.120 UTC` of an instant in ms since the epoch. */
export const stamp = (at: number): string => `${new Date(at).toISOString().replace('T', ' ').slice(0, 23)} UTC`

/** `+4.210 s` or `-0.300 s` of `at` as seen from `startAt`, both in ms since the epoch. */
export function offset(at: number, startAt: number): string {
  const ms = Math.round(at - startAt)
  return `${ms < 0 ? '-' : '+'}${(Math.abs(ms) / 1_000).toFixed(3)} s`
}
