/**
 * ARC zonal shift over its REST API (https://docs.aws.amazon.com/arc-zonal-shift/latest/api/). It answers in the region of
 * what is shifted and stands in several of its zones, so that the loss of one does not take it.
 */
import { z } from 'zod'
import { OperatingError } from '../../../model/error.js'
import type { Region } from '../../../model/place.js'
import { type AwsContext, targetIn } from '../driver-context.js'
import type { Settings } from './zonal-shift.js'

const SERVICE = 'arc-zonal-shift'
const READ_MS = 2_500
const MINUTE_MS = 60_000

const answer = z.object({
  /** By zone id: 1 where the resource takes traffic, 0 where a shift keeps it away. */
  appliedWeights: z.record(z.string(), z.number()),
  zonalShifts: z.array(
    z.object({
      zonalShiftId: z.string(),
      awayFrom: z.string(),
      comment: z.string(),
      /** Seconds since the epoch. */
      expiryTime: z.number(),
      shiftType: z.string().optional(),
    }),
  ),
  autoshifts: z.array(z.object({ awayFrom: z.string(), appliedStatus: z.string() })).optional(),
})

/** A shift under way. */
export interface Shift {
  readonly id: string
  readonly awayFrom: string
  readonly comment: string
  /** Wall time, ms since the epoch. */
  readonly expiresAt: number
}

export interface Managed {
  readonly arn: string
  /** By zone id; 0 where it is shifted away from. */
  readonly weights: Readonly<Record<string, number>>
  /** Shifts a person or a program started; at most one at a time has an effect. */
  readonly shifts: readonly Shift[]
  /** The zone AWS itself keeps it away from. */
  readonly autoshift?: string
}

/** Answers in `region`, under the resource's role. */
export interface Room {
  readonly context: AwsContext
  readonly region: Region
  readonly settings: Settings
}

/** What ARC knows of one resource. */
export async function managed(room: Room, arn: string, signal: AbortSignal): Promise<Managed> {
  const path = `/managedresources/${encodeURIComponent(arn)}`
  const said = await room.context.aws.rest(
    SERVICE,
    targetIn(room.region, room.settings.role),
    { operation: 'GetManagedResource', method: 'GET', path },
    signal,
    READ_MS,
  )
  const read = answer.safeParse(said)
  if (!read.success)
    throw new OperatingError('refused', `ARC in ${room.region} said of ${arn} what this version cannot read`)
  const { appliedWeights: weights, autoshifts = [], zonalShifts } = read.data
  const auto = autoshifts.find(({ appliedStatus }) => appliedStatus === 'APPLIED')?.awayFrom
  return {
    ...{ arn, weights },
    // A practice run gives way to a shift that someone starts.
    shifts: zonalShifts
      .filter(({ shiftType }) => shiftType !== 'PRACTICE_RUN')
      .map(({ awayFrom, comment, expiryTime, zonalShiftId: id }) => ({
        id,
        awayFrom,
        comment,
        expiresAt: expiryTime * 1_000,
      })),
    ...(auto === undefined ? {} : { autoshift: auto }),
  }
}

/** Starts a shift; ARC refuses (`conflict`) where one is under way. */
export const start = (
  room: Room,
  shift: { readonly arn: string; readonly zone: string; readonly expiresMs: number; readonly comment: string },
  signal: AbortSignal,
): Promise<unknown> =>
  change(room, signal, {
    ...{ operation: 'StartZonalShift', method: 'POST', path: '/zonalshifts' },
    body: {
      ...{ resourceIdentifier: shift.arn, awayFrom: shift.zone },
      ...{ expiresIn: inMinutes(shift.expiresMs), comment: shift.comment },
    },
  })

/** Makes a shift last `expiresMs` from now. */
export const extend = (room: Room, id: string, expiresMs: number, signal: AbortSignal): Promise<unknown> =>
  change(room, signal, {
    ...{ operation: 'UpdateZonalShift', method: 'PATCH', path: `/zonalshifts/${encodeURIComponent(id)}` },
    body: { expiresIn: inMinutes(expiresMs) },
  })

export const cancel = (room: Room, id: string, signal: AbortSignal): Promise<unknown> =>
  change(room, signal, {
    ...{ operation: 'CancelZonalShift', method: 'DELETE', path: `/zonalshifts/${encodeURIComponent(id)}` },
  })

const change = (
  { context: { aws }, region, settings: { role } }: Room,
  signal: AbortSignal,
  request: Parameters<AwsContext['aws']['rest']>[2],
): Promise<unknown> => aws.rest(SERVICE, targetIn(region, role), request, signal)

const inMinutes = (ms: number): string => `${Math.max(1, Math.floor(ms / MINUTE_MS))}m`
