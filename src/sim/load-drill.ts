/**
 * From a drill's text to a `Drill`, or every fault in it and in its policy at once: the same steps, and the same words,
 * as a policy's.
 *
 * Text → data that knows its places → shape, units and defaults (`drill-schema`) → the policy, inline or beside it →
 * what is impossible in that policy's world (`drill-rules`) → the drill (`drill-shape`). Bad text is never thrown for.
 */
import { stringify } from 'yaml'
import { isMapping, type Mapping } from '../policy/choice.js'
import type { Fault, Problem } from '../policy/fault.js'
import { readLeniently } from '../policy/lenient.js'
import { type Loaded, load, loadPart, problemsOf } from '../policy/load.js'
import type { Policy } from '../policy/policy.js'
import type { ResourceTypes } from '../policy/resources.js'
import type { Finding } from '../policy/rule.js'
import { readSource, type Source } from '../policy/source.js'
import { missing, reading, shown, wrong } from '../policy/wording.js'
import type { Drill } from './drill.js'
import { event } from './drill-events.js'
import { expectation } from './drill-expectations.js'
import { placesOf } from './drill-places.js'
import { type Bounds, eventFindings, expectationFindings, worldFindings } from './drill-rules.js'
import { type DrillFile, drillSchema, standIn } from './drill-schema.js'
import { drillOf } from './drill-shape.js'
import { drilledOf } from './simulated-types.js'

/** How a policy beside a drill is read, by the path the drill gives; and the resource types it may name. */
export interface PolicyReader {
  readonly types: ResourceTypes
  readonly read: (
    path: string,
  ) =>
    | { readonly is: 'text'; readonly file: string; readonly text: string }
    | { readonly is: 'unread'; readonly because: string }
}

export type LoadedDrill =
  | { readonly is: 'drill'; readonly drill: Drill; readonly text: DrillText }
  | { readonly is: 'faults'; readonly faults: readonly Fault[] }

/** Where the drill's parts stand, and its policy as it was written: for worlds that need more than what it means. */
export interface DrillText {
  readonly policy: { readonly file: string; readonly text: string }
  /** A fault at one of the drill's events or expectations, in the drill's order, or at one of its keys. */
  faultAt(part: { readonly at: string; readonly index?: number }, message: string): Fault
}

/** Reads a drill; `file` stands in its faults and its results. Faults come sorted by position, the policy's last. */
export function loadDrill(text: string, file: string, reader: PolicyReader): LoadedDrill {
  const source = readSource(text)
  const found = judge(source, file, reader)
  const own = found.problems.map(({ message, offset }): Fault => ({ file, ...source.placeOf(offset), message }))
  const faults = [...distinct(own.sort((a, b) => a.line - b.line || a.column - b.column)), ...found.faults]
  if (faults.length > 0 || !found.read || !found.policy) return { is: 'faults', faults }
  const drill = drillOf(found.read, found.policy, file)
  return { is: 'drill', drill, text: textOf(source, file, found.read, reader) }
}

function textOf(source: Source, file: string, { events }: DrillFile, { read }: PolicyReader): DrillText {
  const { policy } = isMapping(source.data) ? source.data : {}
  const found = typeof policy === 'string' ? read(policy) : undefined
  // As `drillOf` sorts them.
  const order = events.map(({ at }, index) => ({ at, index })).sort((a, b) => a.at - b.at)
  return {
    policy: found?.is === 'text' ? found : { file, text: stringify(policy) },
    faultAt: ({ at, index }, message) => {
      const own = index === undefined ? [at] : [at, at === 'events' ? (order[index]?.index ?? index) : index]
      return { file, ...source.placeOf(source.locate(own, 'value')), message }
    },
  }
}

interface Judgement {
  readonly problems: readonly Problem[]
  /** Of the policy. */
  readonly faults: readonly Fault[]
  readonly read?: DrillFile
  readonly policy?: Policy
}

function judge(source: Source, file: string, reader: PolicyReader): Judgement {
  const { data, locate, problems } = source
  if (data === undefined) return { problems, faults: [] }
  if (!isMapping(data)) {
    const found = data === null ? 'an empty file' : shown(data)
    const message = `the drill: found ${found}, allowed: a mapping that begins with version: 1`
    return { problems: [...problems, { offset: locate([], 'value'), message }], faults: [] }
  }
  const { cut, issues, value } = readLeniently(drillSchema, data, standIn)
  const policy = policyIn(source, data, file, reader)
  const untilMs = value && !cut.some(([key]) => key === 'until') ? value.until : undefined
  const bounds: Bounds = {
    ...(policy.is === 'policy' ? { places: placesOf(policy.policy) } : {}),
    ...(untilMs === undefined ? {} : { untilMs }),
  }
  const findings = [...(value ? worldFindings(value.world, bounds) : []), ...entryFindings(data, bounds)]
  const all = [
    ...problems,
    ...issues.flatMap((issue) => problemsOf(issue, locate)),
    ...(policy.is === 'problem' ? [policy.problem] : []),
    ...findings.map(({ message, path, spot }) => ({ offset: locate(path, spot), message })),
  ]
  return {
    problems: all,
    faults: policy.is === 'faults' ? policy.faults : [],
    ...(value ? { read: value } : {}),
    ...(policy.is === 'policy' ? { policy: policy.policy } : {}),
  }
}

/** Events and expectations are judged one by one, so that a fault in one hides none in another. */
function entryFindings({ events, expect }: Mapping, bounds: Bounds): readonly Finding[] {
  const list = (entries: unknown): readonly unknown[] => (Array.isArray(entries) ? entries : [])
  return [
    ...list(events).flatMap((entry, index) => {
      const read = event.safeParse(entry, reading)
      return read.success ? eventFindings(read.data, ['events', index], bounds) : []
    }),
    ...list(expect).flatMap((entry, index) => {
      const read = expectation.safeParse(entry, reading)
      return read.success ? expectationFindings(read.data, ['expect', index], bounds) : []
    }),
  ]
}

const POLICY = 'a path from this file, or one policy as a mapping'

type PolicyIn = Loaded | { readonly is: 'problem'; readonly problem: Problem }

function policyIn(source: Source, { policy }: Mapping, file: string, { read, types: all }: PolicyReader): PolicyIn {
  const types = drilledOf(all)
  const problem = (message: string): PolicyIn => ({
    is: 'problem',
    problem: { offset: source.locate(['policy'], 'value'), message },
  })
  if (policy === undefined) return problem(missing('policy', POLICY))
  if (isMapping(policy)) return loadPart(source, ['policy'], policy, file, types)
  if (typeof policy !== 'string' || policy === '') return problem(wrong('policy', policy, POLICY))
  const found = read(policy)
  return found.is === 'text'
    ? load(found.text, found.file, types)
    : problem(`policy: ${found.because}, allowed: ${POLICY}`)
}

/** One place may break two rules that say the same. */
const distinct = (faults: readonly Fault[]): readonly Fault[] =>
  faults.filter(
    (fault, index) =>
      faults.findIndex(
        (other) => other.line === fault.line && other.column === fault.column && other.message === fault.message,
      ) === index,
  )
