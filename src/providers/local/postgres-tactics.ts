/** The ways to move the writer, as plain data: what each needs, and whether it can be taken back. */
import type { Plane, Region } from '../../model/place.js'
import type { Action, End, EndOf, Tactic, Undo } from '../../model/plan.js'
import type { Inspection } from '../../model/resource.js'
import { controlPlaneFact, fenceRegister, postgresControl, postgresData } from './driver-context.js'

/** Names of the facts that tactics rest on. */
export const databaseFact = (at: Region): string => `database in ${at}`
export const promotableFact = (at: Region): string => `replica in ${at}`
export const REGISTER = 'register of fences'
export const ONE_WRITER = 'one writer'

export const VERBS = {
  rebuild: 'rebuild',
  /** Fences over the database's own connection. */
  fence: 'fence',
  /** Has the register fence it: at once where it hears, else before it can be reached again. */
  fenceOnReturn: 'fence-on-return',
  unfence: 'unfence',
  catchUp: 'catch-up',
  promote: 'promote',
} as const

interface Way {
  readonly says: string
  readonly needs: readonly Plane[]
  readonly prerequisites: readonly string[]
  readonly undo: Undo
  readonly expectedMs: number
  readonly deadlineMs: number
  readonly onFailure?: Tactic['onFailure']
  readonly leave?: 'unreachable_writer'
}

/** The tactics of the resource for `end`, best first, from what was seen of it. */
export function postgresTactics(resource: string, end: End, seen: Inspection): readonly Tactic[] {
  const act = (verb: string, data: Action['with']): Action => ({ resource, verb, with: data })
  switch (end.kind) {
    case 'replica':
      return [tactic('rebuild', act(VERBS.rebuild, { at: end.at, of: end.of }), rebuild(resource, end, seen))]
    case 'fenced':
      return fences(resource, end, act)
    case 'caught-up':
      return [tactic('wait', act(VERBS.catchUp, { at: end.at, of: end.of }), catchUp(resource, end))]
    case 'writer':
      return [tactic('promote', act(VERBS.promote, { at: end.at, from: end.from }), promote(resource, end))]
    default:
      return []
  }
}

function tactic(name: string, action: Action, { onFailure = 'halt', ...way }: Way): Tactic {
  return { name, action, onFailure, ...way }
}

/** Before the writer moves it must hold; the new standby after that is worth waiting for, but users are served already. */
function rebuild(resource: string, { at, of }: EndOf<'replica'>, { active, state }: Inspection): Way {
  const isAfter = active !== undefined && active !== of
  const { streaming } = state
  const follows = !isAfter && Array.isArray(streaming) && streaming.includes(at)
  const says = follows
    ? `see that ${resource} in ${at} streams from ${of}`
    : `rebuild ${resource} in ${at} as a replica of ${of}, keeping aside what only ${at} has`
  return {
    says,
    needs: [postgresControl(at), postgresData(of)],
    prerequisites: isAfter ? [controlPlaneFact(at)] : [controlPlaneFact(at), databaseFact(of), ONE_WRITER],
    undo: { kind: 'not-needed' },
    ...{ expectedMs: follows ? 50 : 4_000, deadlineMs: 120_000, onFailure: isAfter ? 'carry-on' : 'halt' },
  }
}

/**
 * Over its own connection where it answers. Where it does not, the register's order; a planned move has no use for that,
 * since it must lose nothing.
 */
function fences(
  resource: string,
  { at, planned }: EndOf<'fenced'>,
  act: (verb: string, data: Action['with']) => Action,
): readonly Tactic[] {
  const undo = (insists: boolean): Undo => ({ kind: 'action', action: act(VERBS.unfence, { at, insists }) })
  const direct = tactic('read-only', act(VERBS.fence, { at }), {
    says: `fence ${resource} in ${at}: read-only, sessions ended`,
    needs: [postgresData(at)],
    prerequisites: planned ? [databaseFact(at), ONE_WRITER] : [databaseFact(at)],
    undo: undo(planned),
    ...{ expectedMs: 200, deadlineMs: planned ? 15_000 : 4_000 },
  })
  if (planned) return [direct]
  const onReturn = tactic('on-return', act(VERBS.fenceOnReturn, { at }), {
    says: `have the register fence ${resource} in ${at}: read-only before anything reaches it again`,
    needs: [fenceRegister],
    prerequisites: [REGISTER],
    undo: undo(false),
    ...{ expectedMs: 500, deadlineMs: 10_000, leave: 'unreachable_writer' },
  })
  return [direct, onReturn]
}

function catchUp(resource: string, { at, of, planned }: EndOf<'caught-up'>): Way {
  return {
    says: `wait until ${resource} in ${at} has all that ${of} acknowledged`,
    needs: [postgresData(at), postgresData(of)],
    prerequisites: [databaseFact(of)],
    undo: { kind: 'not-needed' },
    ...(planned
      ? { expectedMs: 100, deadlineMs: 30_000, onFailure: 'halt' }
      : { expectedMs: 100, deadlineMs: 2_000, onFailure: 'carry-on' }),
  }
}

/** A planned move rebuilds what is no replica first, so what stands there now does not matter. */
function promote(resource: string, { at, planned }: EndOf<'writer'>): Way {
  return {
    says: `promote ${resource} in ${at} (pg_promote)`,
    needs: [postgresData(at)],
    prerequisites: [planned ? databaseFact(at) : promotableFact(at)],
    undo: { kind: 'impossible' },
    ...{ expectedMs: 400, deadlineMs: 30_000 },
  }
}
