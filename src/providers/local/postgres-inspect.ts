/** Everything a plan needs to know of the databases, asked all at once: roles, lag, control planes, the register of fences. */
import type { Gauge, Reading } from '../../model/health.js'
import { nameOf, type Plane, type Region } from '../../model/place.js'
import type { Json } from '../../model/plan.js'
import type { Fact, Inspection } from '../../model/resource.js'
import type { ServerState } from './cloud/database/inspect-sql.js'
import type { RegionState } from './cloud/local-cloud.js'
import {
  type Asked,
  answers,
  controlPlaneFact,
  fenceRegister,
  type LocalContext,
  postgresControl,
  postgresData,
} from './driver-context.js'
import { BRIEFLY_MS, describe, fencedByRegister, lookAt } from './postgres-look.js'
import { hasAll, isOf, lagOf, ROLE_SAYS, type Role, roleOf, type Sight, writersIn } from './postgres-roles.js'
import { databaseFact, ONE_WRITER, promotableFact, REGISTER } from './postgres-tactics.js'

export interface Look {
  readonly sights: readonly (Sight & { readonly control: Asked<RegionState> })[]
  readonly register: Asked<readonly Region[]>
  /** Of replicas that had not all at first and soon had: how long that took, ms. */
  readonly caughtUpMs: ReadonlyMap<Region, number>
}

/** Asks every database, every control plane and the register, side by side. */
export async function lookAround(context: LocalContext, signal: AbortSignal): Promise<Look> {
  const began = context.clock.monotonic()
  const [register, sights] = await Promise.all([
    fencedByRegister(context, signal),
    Promise.all(
      context.regions.map(async ({ region }) => {
        const [state, control] = await Promise.all([lookAt(region, context, signal), describe(region, context, signal)])
        return { region, state, control }
      }),
    ),
  ])
  return { sights, register, caughtUpMs: await waitBriefly(sights, began, context, signal) }
}

const BETWEEN_MS = 25

/**
 * A record that was written a moment ago is not lag: a replica that comes to where the writer stood when it was asked is
 * behind by no more than that took.
 */
async function waitBriefly(
  sights: readonly Sight[],
  began: number,
  context: LocalContext,
  signal: AbortSignal,
): Promise<ReadonlyMap<Region, number>> {
  const [active, second] = writersIn(sights)
  const writer = second ? undefined : stateOf(sights, active)
  const behind = sights.filter(({ state }) => state.is === 'answer' && writer && isBehind(state.answer, writer))
  const waits = behind.map(async ({ region }): Promise<readonly [Region, number][]> => {
    while (writer && context.clock.monotonic() - began < BRIEFLY_MS) {
      await context.clock.sleep(BETWEEN_MS, signal)
      const state = await lookAt(region, context, signal, BRIEFLY_MS)
      if (state.is === 'none') return []
      if (hasAll(state.answer, writer)) return [[region, context.clock.monotonic() - began]]
    }
    return []
  })
  return new Map((await Promise.all(waits)).flat())
}

const isBehind = (replica: ServerState, writer: ServerState): boolean =>
  isOf(replica, writer) && !hasAll(replica, writer)

function stateOf(sights: readonly Sight[], at: Region | undefined): ServerState | undefined {
  const state = sights.find(({ region }) => region === at)?.state
  return state?.is === 'answer' ? state.answer : undefined
}

/** What was seen, as facts, gauges and state; pure. */
export function inspectionOf(resource: string, type: string, at: number, look: Look): Inspection {
  const writers = writersIn(look.sights)
  const active = writers.length === 1 ? writers[0] : undefined
  return {
    ...{ resource, type, at },
    ...(active ? { active } : {}),
    facts: factsIn(look, writers),
    gauges: look.sights
      .filter(({ region }) => region !== active)
      .map(({ region }): Gauge => {
        const reading = lagIn(region, look, active)
        return { kind: 'gauge', at, name: 'replica-lag-ms', in: region, resource, reading }
      }),
    impaired: impairedIn(look),
    state: stateIn(look),
  }
}

function lagIn(at: Region, { caughtUpMs, sights }: Look, active: Region | undefined): Reading {
  const state = sights.find(({ region }) => region === at)?.state
  if (!state) return { is: 'unknown', because: `no database in ${at}` }
  if (state.is === 'none') return { is: 'unknown', because: state.because }
  const writer = stateOf(sights, active)
  if (!writer) return { is: 'unknown', because: 'there is no one writer that could be asked' }
  const caughtUp = caughtUpMs.get(at)
  return caughtUp === undefined ? lagOf(state.answer, writer) : { is: 'known', value: Math.round(caughtUp) }
}

function factsIn({ register, sights }: Look, writers: readonly Region[]): Readonly<Record<string, Fact>> {
  const perRegion = sights.flatMap(({ control, region, state }): readonly [string, Fact][] => [
    [databaseFact(region), answers(`the database in ${region}`, state)],
    [promotableFact(region), promotable(region, state)],
    [controlPlaneFact(region), answers(controlPlaneFact(region), control)],
  ])
  return {
    ...Object.fromEntries(perRegion),
    [REGISTER]: answers(`${nameOf(fenceRegister)}, the register of fences,`, register),
    [ONE_WRITER]: oneWriter(writers),
  }
}

function oneWriter(writers: readonly Region[]): Fact {
  if (writers.length === 1) return { is: 'met', because: `${writers[0]} has the writer` }
  if (writers.length === 0) return { is: 'unknown', because: 'no writer answers' }
  return { is: 'unmet', because: `${writers.join(' and ')} both take writes; fence all but one` }
}

function promotable(at: Region, state: Asked<ServerState>): Fact {
  if (state.is === 'none') return { is: 'unmet', because: state.because }
  const role = roleOf(state.answer)
  const says = `the database in ${at} is ${ROLE_SAYS[role]}`
  if (role !== 'fenced') return { is: 'met', because: says }
  return { is: 'unmet', because: `${says} and may lack what was written since; a switchover rebuilds it first` }
}

function impairedIn({ register, sights }: Look): readonly Plane[] {
  return [
    ...(register.is === 'none' ? [fenceRegister] : []),
    ...sights.flatMap(({ control, region, state }) => [
      ...(state.is === 'none' ? [postgresData(region)] : []),
      ...(control.is === 'none' ? [postgresControl(region)] : []),
    ]),
  ]
}

/** Kept for tactics: what each database is, whether it streams from where the writer is, and what was put aside. */
function stateIn({ register, sights }: Look): Inspection['state'] {
  const roles = sights.flatMap(({ region, state }): readonly [string, Role][] =>
    state.is === 'answer' ? [[region, roleOf(state.answer)]] : [],
  )
  const streaming = sights.flatMap(({ region, state }) =>
    state.is === 'answer' && state.answer.isStreaming ? [region] : [],
  )
  const unreplicated = sights.flatMap(({ control, region }): readonly [string, Json][] => {
    const found = control.is === 'answer' ? control.answer.database.unreplicated : undefined
    return found ? [[region, { writes: found.writes, keptIn: found.keptIn }]] : []
  })
  return {
    ...{ roles: Object.fromEntries(roles), streaming, unreplicated: Object.fromEntries(unreplicated) },
    ...(register.is === 'answer' ? { fenced: register.answer } : {}),
  }
}
