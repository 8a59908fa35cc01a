/** Whose a zonal shift is, by its comment, and how long it lasts. */
import type { Shift } from './zonal-shift-api.js'

/** A shift with less than this share of its time left is made longer. */
const RENEWED_AT = 0.25

/** The comment that marks a shift as one of this app's controller, and the epoch it acted under. */
export const markOf = (app: string, epoch: number): string => `failover of ${app}, epoch ${epoch}`

/** Whether this app's controller started it, whatever its epoch. */
export const isOurs = ({ comment }: Shift, app: string): boolean => comment.startsWith(`failover of ${app}, epoch `)

/** Whether it is near its end, or past it by our clock. */
export const needsMore = ({ expiresAt }: Shift, expiresMs: number, now: number): boolean =>
  expiresAt - now < expiresMs * RENEWED_AT

/** `until 2026-01-05T12:00:00Z`. */
export const lastsUntil = ({ expiresAt }: Shift): string => `until ${instant(expiresAt)}`

/** With what a person needs to find it and its owner. */
export const sayShift = (shift: Shift): string =>
  `${shift.id} away from ${shift.awayFrom} ${lastsUntil(shift)} ("${shift.comment}")`

const instant = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z')
