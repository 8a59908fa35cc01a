/** How a zone's servers fare, out of the planes they stand on. Shares from 0 to 1. */
import type { ZoneDomain } from '../model/place.js'
import type { Root } from './drill.js'
import { type Fate, type Planes, WELL } from './planes.js'

/** How servers fare. */
export interface Host {
  /** Share of requests that get no answer. */
  readonly silent: number
  /** Share of those answered that are answered wrongly. */
  readonly wrong: number
  /** Share of those answered whose writes do not land for want of block storage. */
  readonly gray: number
  readonly slowMs: number
}

/** Nothing ails them. */
export const SOUND: Host = { silent: 0, wrong: 0, gray: 0, slowMs: 0 }

/** What a zone stands on. */
export interface Standing {
  readonly planes: Planes
  readonly root: Root
  /** Share of requests that the release there fails. */
  readonly bad: number
  readonly isByBalancer: boolean
  readonly nowMs: number
}

/** The servers of `zone` as they stand. */
export function hostAt(zone: ZoneDomain, { bad, isByBalancer, nowMs, planes, root }: Standing): Host {
  const data = (service: 'ec2' | 'ebs' | 'elb', counts: boolean): Fate =>
    counts ? planes.fateOf({ service, side: 'data', at: zone }, nowMs) : WELL
  const place = planes.placeAt(zone, nowMs)
  const [ec2, ebs, elb] = [data('ec2', root !== 'fargate'), data('ebs', root === 'ebs'), data('elb', isByBalancer)]
  return {
    silent: together(place.failing, ec2.failing, ebs.isGray ? 0 : ebs.failing, elb.hangs ? elb.failing : 0),
    wrong: together(bad, elb.hangs ? 0 : elb.failing),
    gray: ebs.isGray ? ebs.failing : 0,
    // What gray storage makes slow is the writes that do not land anyway.
    slowMs: place.latencyMs + elb.latencyMs + ec2.latencyMs + (ebs.isGray ? 0 : ebs.latencyMs),
  }
}

/** The share that fails for any of several independent causes. */
const together = (...failing: readonly number[]): number => 1 - failing.reduce((well, share) => well * (1 - share), 1)

/** Share of requests to servers that fare so which get the right answer. */
export const answered = ({ silent, wrong }: Host): number => (1 - silent) * (1 - wrong)
