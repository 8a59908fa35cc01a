// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are code
// The faults that are planted: where, what stands there, what stands there instead, the law that is to see it, and the days
// made to show it. Random days follow.

const guard = (file, from, rest = {}) => ({
  edits: [
    { file: `src/decide/guards/${file}.ts`, from, to: from.replace(/return .*/, 'return allow("asked nothing")') },
  ],
  ...rest,
})
const one = (file, from, to) => ({ edits: [{ file, from, to }] })

const EXECUTE = 'src/execute/execute.ts'
const STARTED = `  await record(tools, { kind: 'step-started', step: step.id, attempt: (found.attempts.get(step.id) ?? 0) + 1 })\n`
const ENDS = 'src/plan/ends.ts'
const CAPACITY = `        may({ kind: 'capacity', at: move.to, from: move.from, planned: false }),\n`
const FENCED = `        may({ kind: 'fenced', at: move.from, successor: move.to, planned: false }),\n`
const CAUGHT_UP = `        may({ kind: 'caught-up', at: move.to, of: move.from, planned: false }),\n`
const WRITER = `        may({ kind: 'writer', at: move.to, from: move.from, planned: false }),\n`
const TRAFFIC = `        ...traffic(move),\n`
const FAILOVER = CAPACITY + FENCED + CAUGHT_UP + WRITER + TRAFFIC

const STUCK = 'a writer that is stuck'
const DIES = [
  'a writer that is stuck, and a controller that dies as it promotes',
  'a writer that is stuck, and a controller that dies as it fences',
]
const SLEEPS = 'a writer that is stuck, and a leader that sleeps'

const FREEZING = 'src/decide/freezing.ts'
const HOLD_DOWN = 'src/decide/guards/hold-down.ts'
const FROZEN = 'a control plane of capacity that is sick, where that is frozen'

export const FAULTS = [
  // Judgement.
  {
    name: 'one vantage is a quorum',
    law: 'L2',
    days: ['one vantage that lies, and two that are blind'],
    ...one('src/assess/votes.ts', 'Math.max(passes, fails) < quorum', 'Math.max(passes, fails) < 1'),
  },
  {
    name: 'unknown counts as a failure',
    law: 'L2',
    days: ['monitors that go blind'],
    ...one(
      'src/assess/votes.ts',
      `cast.filter(({ verdict }) => verdict.is === 'fail')`,
      `cast.filter(({ verdict }) => verdict.is !== 'pass')`,
    ),
  },
  {
    name: 'impaired at the first failure',
    law: 'L5',
    days: ['a zone without power', STUCK],
    ...one('src/assess/hysteresis.ts', 'if (fails >= impairedAfter)', 'if (fails >= 1)'),
  },
  {
    name: 'healthy at the first pass',
    law: 'L5',
    days: ['a zone that recovers'],
    ...one('src/assess/hysteresis.ts', 'if (passes >= healthyAfter)', 'if (passes >= 1)'),
  },
  {
    name: 'guard evidence removed',
    law: 'L1',
    days: ['a zone without power, and then nobody sees'],
    ...guard(
      'evidence',
      'return unknown(`the last quorum on ${nameOf(subject)} is ${formatMs(ageMs)} old, limit ${formatMs(limitMs)}`)',
    ),
  },
  {
    name: 'guard disturbance removed',
    law: 'L5',
    days: ['a zone without power for 40 s', 'a zone without power'],
    ...guard('disturbance', 'return lastedMs >= limitMs ? allow(says) : block(says)'),
  },
  {
    name: 'guard partition-hold removed',
    law: 'L5',
    days: ['a region that nobody reaches for three minutes'],
    ...guard('partition-hold', 'return lastedMs >= limitMs ? allow(says) : block(says)'),
  },
  {
    name: 'guard cooldown removed',
    law: 'L5',
    days: ['a zone without power after another'],
    ...guard('cooldown', 'return sinceMs >= limitMs ? allow(says) : block(says)'),
  },
  {
    name: 'guard direction removed',
    law: 'L5',
    days: ['a writer stuck here, then there'],
    ...guard('direction', 'return sinceMs >= limitMs ? allow(says) : block(`${says} without a person`)'),
  },
  {
    name: 'guard hold-down removed',
    law: 'L5',
    days: ['a person who returns at once'],
    ...one(
      'src/decide/guards/hold-down.ts',
      'since it was left, at least ${formatMs(limitMs)} wanted`\n    return cleanMs >= limitMs ?',
      'since it was left, at least ${formatMs(limitMs)} wanted`\n    return cleanMs >= 0 ?',
    ),
  },
  {
    name: 'guard standby-health removed, and the hold for wrong answers',
    law: 'L4',
    days: ['a bad release that is half there', 'writers stuck in both regions'],
    edits: [
      {
        file: 'src/decide/guards/standby-health.ts',
        from: `    const target = targetOf(move)\n`,
        to: `    if (targetOf(move)) return allow('asked nothing')\n    const target = targetOf(move)\n`,
      },
      { file: 'src/decide/guards/monitoring-sane.ts', from: 'if (same) return', to: 'if (same && !same) return' },
    ],
  },
  {
    name: 'a zone is left for what other zones answer wrongly too',
    law: 'L4',
    days: ['a bad release, half of the time'],
    ...one('src/decide/guards/monitoring-sane.ts', 'if (same) return', 'if (same && !same) return'),
  },
  {
    name: 'guards standby-health and monitoring-sane and the objections to impaired planes removed',
    law: 'L7',
    days: ['both regions that nobody reaches', 'a bad release everywhere'],
    edits: [
      {
        file: 'src/decide/guards/standby-health.ts',
        from: `    const target = targetOf(move)\n`,
        to: `    if (targetOf(move)) return allow('asked nothing')\n    const target = targetOf(move)\n`,
      },
      {
        file: 'src/decide/guards/monitoring-sane.ts',
        from: 'return spreadMs <= policy.observe.everyMs',
        to: 'return spreadMs < 0',
      },
      {
        file: 'src/plan/objections.ts',
        from: 'return by ? [object(',
        to: 'return by && by !== by ? [object(',
      },
    ],
  },
  {
    name: 'guard shared-fate removed',
    law: 'L4',
    days: ['a writer that is stuck, in one fate'],
    ...one('src/decide/guards/shared-fate.ts', 'return from === to', 'return from !== from'),
  },
  {
    name: 'guard standby-capacity and the step for capacity removed',
    law: 'L4',
    days: ['a writer that is stuck, and a standby without capacity'],
    edits: [
      { file: 'src/decide/guards/standby-capacity.ts', from: 'if (reading.value < limit) return block(found)', to: '' },
      { file: ENDS, from: FAILOVER, to: FENCED + CAUGHT_UP + WRITER + TRAFFIC },
    ],
  },
  {
    name: 'guard bounded-hand takes any share',
    law: 'L22',
    days: ['a zone that is more than the hand may take'],
    ...guard('bounded-hand', 'return share <= limit ? allow(says) : block(says)'),
  },
  {
    name: 'guard one-at-a-time removed',
    law: 'L5',
    days: ['a writer that is stuck, and a person who halts'],
    edits: [
      {
        file: 'src/decide/guards/one-at-a-time.ts',
        from: 'if (!open) return allow',
        to: 'if (!open || open.openedAt > 0) return allow',
      },
      { file: 'src/controller/carry-out.ts', from: 'if (!other) return\n', to: 'if (!other || other) return\n' },
    ],
  },
  {
    name: 'a region is left for one zone',
    law: 'L3',
    days: ['a zone without power'],
    ...one(
      'src/decide/candidates.ts',
      'Math.max(1, Math.min(policy.decide.regionImpairedWhen.zones, zones))',
      'Math.min(1, zones)',
    ),
  },
  {
    name: 'control planes count as vital',
    law: 'L3',
    days: ['a control plane that is sick'],
    edits: [
      {
        file: 'src/decide/situation.ts',
        from: `of.kind === 'plane' && of.side === 'data' &&`,
        to: `of.kind === 'plane' &&`,
      },
    ],
  },
  {
    name: 'back by itself',
    law: 'L5',
    days: ['a writer stuck here, then there', 'a person who returns at once'],
    edits: [
      {
        file: 'src/decide/candidates.ts',
        from: "  return none('steady', `nothing",
        to: "  const back = situation.policy.regions[0]?.region\n  if (back && back !== active)\n    return { is: 'some', because: 'home is green', proposals: [{ move: { kind: 'switchover', from: active, to: back }, trigger: { kind: 'impairment', of: { kind: 'region', region: back }, firstBadAt: 0 } }] }\n  return none('steady', `nothing",
      },
      {
        file: 'src/decide/guards/cooldown.ts',
        from: 'return sinceMs >= limitMs ? allow(says) : block(says)',
        to: 'return allow(says)',
      },
      { file: 'src/decide/guards/direction.ts', from: 'return sinceMs >= limitMs ?', to: 'return sinceMs >= 0 ?' },
      {
        file: 'src/decide/guards/hold-down.ts',
        from: 'since it was left, at least ${formatMs(limitMs)} wanted`\n    return cleanMs >= limitMs ?',
        to: 'since it was left, at least ${formatMs(limitMs)} wanted`\n    return cleanMs >= 0 ?',
      },
      {
        file: 'src/decide/decide.ts',
        from: '!isAutomatic(move, situation)) {',
        to: `move.kind !== 'switchover' && !isAutomatic(move, situation)) {`,
      },
    ],
  },
  {
    name: 'automation without leave',
    law: 'L5',
    days: ['a zone without power, and nothing is automatic'],
    ...one('src/decide/decide.ts', '!isAutomatic(move, situation)) {', 'situation.now < 0) {'),
  },
  // Freezing.
  {
    name: 'nothing is frozen by itself',
    law: 'L24',
    days: [FROZEN],
    ...one(
      FREEZING,
      '  const frozen = situation.frozen.find((each) => each.region === region)\n',
      "  if (region !== '') return []\n  const frozen = situation.frozen.find((each) => each.region === region)\n",
    ),
  },
  {
    name: 'frozen while what serves there is sick',
    law: 'L24',
    days: ['a standby that takes no writes and cannot launch, where that is frozen'],
    ...one(FREEZING, '  if (!isDataWell(situation, region)) return []\n', ''),
  },
  {
    name: 'thawed while control planes are sick',
    law: 'L24',
    days: [FROZEN],
    ...one(
      HOLD_DOWN,
      `if (move.kind === 'thaw') return ofThaw(`,
      `if (move.kind === 'thaw') return allow('asked nothing') ?? ofThaw(`,
    ),
  },
  {
    name: 'thawed on first green',
    law: 'L24',
    days: [FROZEN],
    ...one(
      HOLD_DOWN,
      'since it was frozen, at least ${formatMs(limitMs)} wanted`\n  return cleanMs >= limitMs ?',
      'since it was frozen, at least ${formatMs(limitMs)} wanted`\n  return cleanMs >= 0 ?',
    ),
  },
  {
    name: 'what a person froze is thawed by itself',
    law: 'L24',
    days: ['a person who freezes, and leaves it so'],
    edits: [
      { file: FREEZING, from: '  if (!byItself || of === undefined) return []\n', to: '' },
      {
        file: FREEZING,
        from: `trigger: { kind: 'recovery', of, cleanSince: cleanSince(`,
        to: `trigger: { kind: 'recovery', of: of ?? { kind: 'region', region }, cleanSince: cleanSince(`,
      },
    ],
  },
  {
    name: 'brought back to what is frozen',
    law: 'L24',
    days: ['a person who returns to what is frozen'],
    ...one(HOLD_DOWN, '    if (frozen) {\n', '    if (frozen && frozen.since < 0) {\n'),
  },
  {
    name: 'a freeze that edits capacity as well',
    law: 'L24',
    days: [FROZEN],
    ...one(
      ENDS,
      `      return [{ ends: [{ kind: 'frozen', region: move.region }], is: 'as-can-be' }]`,
      `      return [{ ends: [{ kind: 'frozen', region: move.region }, { kind: 'capacity', at: move.region, from: move.region, planned: false }], is: 'as-can-be' }]`,
    ),
  },
  // Planning.
  {
    name: 'impaired planes are leaned on',
    law: 'L8',
    days: ['a region without power, by records', 'a region without power'],
    ...one('src/plan/objections.ts', 'return by ? [object(', 'return by && by !== by ? [object('),
  },
  {
    name: 'no fence',
    law: 'L10',
    days: [STUCK],
    edits: [
      { file: ENDS, from: FAILOVER, to: CAPACITY + CAUGHT_UP + WRITER + TRAFFIC },
      {
        file: 'src/plan/draft.ts',
        from: `end === 'writer' && !fenced.has(action.resource)`,
        to: `end === 'writer' && action.resource === ''`,
      },
    ],
  },
  {
    name: 'promotion before the fence',
    law: 'L10',
    days: [STUCK],
    ...one(ENDS, FAILOVER, CAPACITY + WRITER + FENCED + CAUGHT_UP + TRAFFIC),
  },
  {
    name: 'no fence on the return of the old writer',
    law: 'L10',
    days: ['a region without power, whose writer nobody can fence until it returns'],
    ...one('src/daemon/round.ts', 'isFree ? await seen.fences', 'isFree && !isFree ? await seen.fences'),
  },
  {
    name: 'traffic before the writer',
    law: 'L11',
    days: [STUCK],
    ...one(ENDS, FAILOVER, CAPACITY + FENCED + CAUGHT_UP + TRAFFIC + WRITER),
  },
  {
    name: 'capacity last',
    law: 'L11',
    days: ['a writer that is stuck, and half the capacity away', STUCK],
    ...one(ENDS, FAILOVER, FENCED + CAUGHT_UP + WRITER + TRAFFIC + CAPACITY),
  },
  {
    name: 'loss is not told',
    law: 'L12',
    days: [STUCK],
    ...one('src/plan/draft.ts', 'if (unmeasured || lags', 'if (!unmeasured || lags'),
  },
  {
    name: 'loss is recorded as none',
    law: 'L12',
    days: ['a region without power', STUCK],
    ...one(
      'src/controller/carry-out.ts',
      `if (move.kind !== 'failover') return { is: 'known'`,
      `if (move.kind !== 'evacuate') return { is: 'known'`,
    ),
  },
  // Acting.
  {
    name: 'the journal after the leap',
    law: 'L14',
    days: [STUCK],
    edits: [
      { file: EXECUTE, from: STARTED, to: '' },
      {
        file: EXECUTE,
        from: `    const brought = await bringAbout({ ...step, stop }, tools, guard)\n`,
        to: `    const brought = await bringAbout({ ...step, stop }, tools, guard)\n  ${STARTED}`,
      },
    ],
  },
  {
    name: 'the lease is ignored when it is lost',
    law: 'L15',
    days: [SLEEPS],
    ...one('src/sim/sim-store.ts', 'if (held?.epoch !== epoch) {', 'if (held === undefined && epoch < 0) {'),
  },
  {
    name: 'a watcher that was deposed watches on',
    law: 'L15',
    days: ['a leader that sleeps, and a writer that is stuck once it is deposed'],
    ...one('src/daemon/round.ts', 'if (lease.isLost?.()) throw', 'if (lease.isLost?.() && lease.epoch < 0) throw'),
  },
  {
    name: 'the lease is granted to all',
    law: 'L15',
    days: [SLEEPS, ...DIES],
    edits: [
      {
        file: 'src/sim/sim-store.ts',
        from: 'if (held && this.#silentMs(held) < LEASE_MS) {',
        to: 'if (held && this.#silentMs(held) < 0) {',
      },
      {
        file: 'src/sim/sim-store.ts',
        from: 'if (held?.epoch !== epoch) {',
        to: 'if (held === undefined && epoch < 0) {',
      },
    ],
  },
  {
    name: 'epochs do not grow',
    law: 'L15',
    days: [SLEEPS, ...DIES],
    ...one('src/sim/sim-store.ts', 'const epoch = ++this.#epoch', 'const epoch = (this.#epoch = 1)'),
  },
  {
    name: 'the open incident is forgotten',
    law: 'L15',
    days: [...DIES, SLEEPS],
    ...one('src/daemon/round.ts', 'isUnfinished ? await resumeOpen', 'isUnfinished === undefined ? await resumeOpen'),
  },
  {
    name: 'retries without end',
    law: 'L16',
    days: ['a writer that is stuck, and no way to turn'],
    edits: [
      { file: 'src/execute/breaker.ts', from: 'const RETRIES_PER_PLANE = 12', to: 'const RETRIES_PER_PLANE = 12_000' },
      { file: 'src/execute/breaker.ts', from: 'const FAILURES_TO_OPEN = 6', to: 'const FAILURES_TO_OPEN = 6_000' },
    ],
  },
  {
    name: 'looks in a storm',
    law: 'L23',
    days: [STUCK],
    ...one('src/execute/bring-about.ts', 'const POLL_MAX_MS = 1_000', 'const POLL_MAX_MS = 50'),
  },
  {
    name: 'recovered though nobody is served',
    law: 'L17',
    days: ['a region without power, and then the other'],
    ...one('src/controller/carry-out.ts', `if (verification.is !== 'served') {`, `if (verification.because === '') {`),
  },
  {
    name: 'a dry run in earnest',
    law: 'L18',
    days: ['a person who only rehearses'],
    ...one('src/drill/operator.ts', 'if (dryRun) return', 'if (dryRun && by === "") return'),
  },
  {
    name: 'no evidence on record',
    law: 'L20',
    days: ['a zone without power'],
    ...one('src/controller/carry-out.ts', 'evidence: situation.assessments', 'evidence: []'),
  },
  {
    name: 'halted in silence',
    law: 'L27',
    days: ['a writer that is stuck, and no promotion to be had'],
    ...one(
      EXECUTE,
      `  await record(tools, { kind: 'halted', because, next, ...(passes ? { passes } : {}) })\n`,
      '  void [because, next, passes, tools]\n',
    ),
  },
  {
    name: 'halted without a next move',
    law: 'L20',
    days: ['a writer that is stuck, and no promotion to be had'],
    ...one(EXECUTE, `{ kind: 'halted', because, next, ...(`, `{ kind: 'halted', because, next: next.slice(999), ...(`),
  },
  {
    name: 'what halted is left alone',
    law: 'L25',
    days: ['a writer that is stuck, and no promotion to be had'],
    ...one('src/controller/try-again.ts', 'const TRIES_MAX = 8', 'const TRIES_MAX = 0'),
  },
  {
    name: 'what objects is not told',
    law: 'L25',
    days: ['a writer that is stuck, and no way to promote'],
    ...one('src/daemon/judged.ts', 'blocked: objections.map(', 'blocked: objections.slice(99).map('),
  },
  {
    name: 'nothing is taken back',
    law: 'L27',
    days: ['a writer that is stuck, and no fence to be had'],
    ...one('src/execute/go-back.ts', 'progress.started.has(id) && !progress.undone.has(id)', 'progress.undone.has(id)'),
  },
]
