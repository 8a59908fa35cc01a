/** Place by place: what truly happened there, how it was judged, what each signal said, and what its users got. */
import { effective } from '../../model/health.js'
import { nameOf, type Subject } from '../../model/place.js'
import { formatPercent } from '../../model/units.js'
import type { RegionPolicy } from '../../policy/policy.js'
import type { Trace } from '../trace.js'
import type { Lane, Look, Mark } from './lane.js'
import { type Judgement, judgementsOf, leadingMinds, type SignalRecord, tallyWords } from './minds.js'
import { seriesOf } from './series.js'
import { type Band, bandsOf } from './truth.js'
import { serviceWords, spanWords, subjectWords } from './words.js'

interface Seen {
  readonly trace: Trace
  readonly bands: readonly Band[]
  readonly judgements: readonly Judgement[]
}

/** The regions of the policy in its order, then what belongs to none. */
export function placeLanes(trace: Trace): readonly Lane[] {
  const seen = { trace, bands: bandsOf(trace), judgements: judgementsOf(leadingMinds(trace), trace.endedMs) }
  const beyond = [
    ...truthLane(seen, 'everywhere', 'Everywhere', 'what happened'),
    ...truthLane(seen, 'around', 'Around it', ''),
  ]
  return [
    ...trace.drill.policy.regions.flatMap((region) => regionLanes(seen, region)),
    ...(beyond.length === 0 ? [] : [{ kind: 'heading', title: 'Beyond the regions', sub: '' } as const, ...beyond]),
  ]
}

function regionLanes(seen: Seen, { region, role, zones }: RegionPolicy): readonly Lane[] {
  const own = [...truthLane(seen, region, 'Whole region', 'what happened'), ...judgedLanes(seen, region)]
  const troubled = zones.filter((zone) => isTroubled(seen, zone))
  const quiet = zones.filter((zone) => !troubled.includes(zone))
  return [
    { kind: 'heading', title: region, sub: role === 'primary' ? 'where users are at first' : 'standing by' },
    ...own,
    ...troubled.flatMap((zone) => zoneLanes(seen, zone)),
    ...quietLane(seen, quiet),
  ]
}

/** Whether there is anything to tell of a zone. */
const isTroubled = ({ bands, judgements, trace }: Seen, zone: string): boolean =>
  bands.some(({ places }) => places.includes(zone)) ||
  judgements.some(({ of, spans }) => placeOf(of) === zone && spans.some(({ value }) => value.health !== 'healthy')) ||
  trace.scenes.some(({ zones }) => (zones[zone] ?? 100) < 99)

function zoneLanes(seen: Seen, zone: string): readonly Lane[] {
  const truth = truthLane(seen, zone, `Zone ${zone}`, 'what happened')
  const rest = [...answersLane(seen, zone), ...judgedLanes(seen, zone)]
  if (truth.length > 0) return [...truth, ...rest]
  return rest.map((lane, index) => (index === 0 ? { ...lane, title: `Zone ${zone}` } : lane))
}

function truthLane({ bands }: Seen, place: string, title: string, sub: string): readonly Lane[] {
  const here = bands.filter(({ places }) => places.includes(place))
  if (here.length === 0) return []
  const marks = here.map(
    ({ fromMs, label, rampMs, says, toMs }): Mark => ({
      ...{ fromMs, toMs, rampMs, label, look: 'trouble' },
      says: `What happened: ${says}, ${spanWords(fromMs, toMs)}`,
    }),
  )
  return [{ kind: 'packed', title, sub, marks, inOverview: true }]
}

/** What users of the zone get, where it was ever less than all. */
function answersLane({ trace }: Seen, zone: string): readonly Lane[] {
  const series = seriesOf(`${zone} answers rightly`, trace.scenes, ({ zones }) => zones[zone] ?? 100)
  if (series.points.every(({ value }) => value >= 99)) return []
  return [
    {
      kind: 'area',
      sub: 'answers rightly',
      heightPx: 30,
      top: 100,
      series: [series],
      words: formatPercent,
      tells: 'least',
      lackIsTrouble: true,
    },
  ]
}

/** The place's own health, its planes' where they were ever doubted, and the signals that ever failed. */
function judgedLanes({ judgements }: Seen, place: string): readonly Lane[] {
  const here = judgements.filter(({ of }) => placeOf(of) === place)
  return here.flatMap((judgement): readonly Lane[] => {
    const isPlane = judgement.of.kind === 'plane'
    const doubted = judgement.spans.some(({ value }) => value.health !== 'healthy')
    const spoken = judgement.signals.some(({ spans }) => spans.some(({ value }) => value.vote !== 'pass'))
    if (!doubted && (isPlane || !spoken)) return []
    const sub =
      judgement.of.kind === 'plane' ? `judged: ${serviceWords(judgement.of.service, judgement.of.side)}` : 'judged'
    const signals = isPlane || spoken ? judgement.signals : []
    return [
      { kind: 'strip', sub, isThin: false, marks: healthMarks(judgement) },
      ...signals.map(
        (signal): Lane => ({
          kind: 'strip',
          sub: `signal ${signal.signal}`,
          isThin: true,
          marks: voteMarks(judgement, signal),
        }),
      ),
    ]
  })
}

const healthMarks = ({ of, spans }: Judgement): readonly Mark[] =>
  spans.map(({ fromMs, toMs, value }) => {
    const { assessment, health } = value
    const word = assessment.forced === undefined ? health : `${health}, by ${assessment.forced.by}'s word`
    const evidence = assessment.tallies.map(tallyWords).join('; ')
    const says = `${subjectWords(of)} judged ${word}, ${spanWords(fromMs, toMs)}${evidence === '' ? '' : `; ${evidence}`}`
    return { fromMs, toMs, look: health, label: word, says }
  })

const VOTES: { readonly [vote: string]: Look } = { pass: 'healthy', fail: 'impaired', unknown: 'unknown' }
const VOTE_WORDS: { readonly [vote: string]: string } = { pass: 'passes', fail: 'fails', unknown: 'cannot see' }

const voteMarks = ({ of }: Judgement, { spans }: SignalRecord): readonly Mark[] =>
  spans.map(({ fromMs, toMs, value }) => ({
    ...{ fromMs, toMs, look: VOTES[value.vote] ?? 'unknown', label: VOTE_WORDS[value.vote] ?? value.vote },
    says: `${tallyWords(value.tally)} of ${subjectWords(of)}, ${spanWords(fromMs, toMs)}`,
  }))

/** Zones without news share one thin lane. */
function quietLane({ judgements, trace }: Seen, zones: readonly string[]): readonly Lane[] {
  const judged = judgements.filter(({ of }) => of.kind === 'zone' && zones.includes(of.zone))
  const fromMs = Math.min(...judged.flatMap(({ spans }) => spans.map((span) => span.fromMs)))
  if (
    zones.length === 0 ||
    !judged.every(({ spans }) => spans.every(({ value }) => effective(value.assessment) === 'healthy'))
  )
    return []
  const label = judged.length === 0 ? 'no news' : 'healthy throughout'
  const mark: Mark = {
    ...{ fromMs: Number.isFinite(fromMs) ? fromMs : 0, toMs: trace.endedMs, label },
    look: judged.length === 0 ? 'unknown' : 'healthy',
    says: `${zones.join(', ')}: ${label}`,
  }
  return [
    {
      kind: 'strip',
      title: zones.map(short).join(', '),
      sub: zones.length > 1 ? 'zones' : 'zone',
      isThin: true,
      marks: [mark],
    },
  ]
}

/** `use1-az2` beside others of its region: `az2`. */
const short = (zone: string, index: number): string => (index === 0 ? zone : zone.replace(/^.*-/, ''))

const placeOf = (subject: Subject): string => nameOf(subject.kind === 'plane' ? subject.at : subject)
