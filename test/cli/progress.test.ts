import { Writable } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { ListrTaskState } from 'listr2'
import pc from 'picocolors'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Output } from '../../src/cli/output.js'
import { showProgress } from '../../src/cli/progress.js'
import { linesOf } from '../../src/cli/progress-list.js'
import { OperatingError } from '../../src/model/error.js'
import type { JournalEntry, JournalEvent } from '../../src/model/journal.js'
import { MemoryStore } from '../fixtures/memory-store.js'
import { VirtualClock } from '../fixtures/virtual-clock.js'
import { done, journal, opened, plan, recovered, started } from '../report/fixtures/journal.js'

const { COMPLETED, FAILED, RETRY, ROLLED_BACK, STARTED, WAITING } = ListrTaskState

let clock: VirtualClock
let store: MemoryStore
let said: string[]
beforeEach(() => {
  clock = new VirtualClock()
  store = new MemoryStore(clock)
  said = []
})

const output = (kind: 'terminal' | 'pipe' | 'json'): Output => ({
  ...{ json: kind === 'json', interactive: kind === 'terminal', paint: pc.createColors(false) },
  say: (line = '') => void said.push(line),
  remark: () => {},
  document: () => {},
})

/** Lines, and all below; the cursor to the first column. */
const ERASES = ['\u001b[2K', '\u001b[J', '\u001b[G']

/** A terminal that keeps what is written to it. */
class Terminal extends Writable {
  readonly isTTY = true
  readonly columns = 100
  readonly rows = 40
  text = ''
  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.text += chunk.toString()
    done()
  }
  /** What the last drawing left there. */
  get left(): string {
    const from = Math.max(...ERASES.map((erase) => this.text.lastIndexOf(erase) + erase.length))
    return stripVTControlCharacters(this.text.slice(from))
  }
}

const terminal = (): Terminal & NodeJS.WriteStream => new Terminal() as Terminal & NodeJS.WriteStream

/** Lets progress see `entries` one after another, and gives what was said or drawn. */
async function follow(entries: readonly JournalEntry[], to: Output, screen = terminal()): Promise<Terminal> {
  const progress = showProgress({ clock, store }, undefined, to, screen)
  await clock.run(clock.sleep(100))
  for (const entry of entries) {
    store.entries.push({ ...entry, seq: store.entries.length + 1 })
    await clock.run(clock.sleep(100))
  }
  // On a terminal its end takes real time as well.
  await progress.stop()
  return screen
}

const failedFor = (id: string, leadsTo: 'retry' | 'undo' | 'halt', because: string): JournalEvent => ({
  ...{ kind: 'step-failed', step: id, because, leadsTo },
})
const undone = (id: string): JournalEvent => ({ kind: 'step-undone', step: id, because: 'as it was' })

const accepted: JournalEvent = { kind: 'plan-accepted', plan }
const wentBack = journal('inc-back', [
  [0, opened],
  [10, accepted],
  [20, started('web.capacity')],
  [300, done('web.capacity', '6 slots')],
  [310, started('orders.fenced')],
  [900, failedFor('orders.fenced', 'undo', 'the proxy refuses')],
  [950, undone('orders.fenced')],
  [990, undone('web.capacity')],
  [999, { kind: 'incident-closed', outcome: 'went-back', because: 'the fence failed' }],
])
const halted = journal('inc-halt', [
  [0, opened],
  [10, accepted],
  [20, started('web.capacity')],
  [300, done('web.capacity', '6 slots')],
  [310, started('orders.fenced')],
  [400, done('orders.fenced', 'shut')],
  [410, started('orders.writer')],
  [900, failedFor('orders.writer', 'halt', 'no answer')],
  [910, { kind: 'halted', because: 'promotion failed', next: 'mend it' }],
])

describe('progress without a terminal', () => {
  it('is a line for each event, with the steps’ own words', async () => {
    await follow(recovered, output('pipe'))
    expect(said).toHaveLength(recovered.length)
    expect(said[1]).toMatch(/^ {2}plan 0123456789ab accepted: 4 steps/)
    expect(said).toContain('  started: promote orders in eu-west-1 (pg_promote)')
    expect(said.at(-1)).toMatch(/^ {2}recovered: /)
  })

  it('tells only what comes after it began, and names the steps of a plan accepted before', async () => {
    store.entries.push(...halted)
    const rest = journal('inc-halt', [
      [2_000, { kind: 'resumed', by: 'ada' }],
      [2_010, started('orders.writer', 2)],
    ])
    await follow(rest, output('pipe'))
    expect(said).toEqual(['  resumed by ada', '  started: promote orders in eu-west-1 (pg_promote) (attempt 2)'])
  })

  it('shows what was written in its last moment', async () => {
    const progress = showProgress({ clock, store }, plan, output('pipe'))
    await clock.run(clock.sleep(100))
    store.entries.push(...halted)
    await clock.run(progress.stop())
    expect(said).toHaveLength(halted.length)
  })

  it('is nothing at all for programs', async () => {
    const screen = await follow(recovered, output('json'))
    expect(said).toEqual([])
    expect(screen.text).toBe('')
  })

  it('goes on when the journal cannot be read for a while, and never fails the move', async () => {
    const read = store.read.bind(store)
    let isBroken = false
    store.read = async () => {
      if (isBroken) throw new OperatingError('store', 'the store cannot read')
      return read()
    }
    const progress = showProgress({ clock, store }, plan, output('pipe'))
    await clock.run(clock.sleep(100))
    isBroken = true
    store.entries.push(...halted)
    await clock.run(clock.sleep(500))
    expect(said).toEqual([])
    isBroken = false
    await clock.run(clock.sleep(100))
    expect(said).toHaveLength(halted.length)
    isBroken = true
    await clock.run(progress.stop())
  })
})

describe('progress on a terminal', () => {
  it('ends as a list of what was done, with durations, and gives the cursor back', async () => {
    const screen = await follow(recovered, output('terminal'))
    expect(
      screen.left
        .trimEnd()
        .split('\n')
        .map((line) => line.trim()),
    ).toEqual([
      expect.stringMatching(/^. grow web in eu-west-1 to 6 \| all slots {2}180 ms {2}failed: no slots left$/),
      expect.stringMatching(/^. fence orders in us-east-1 \(through its proxy\) {2}190 ms {2}attempt 2$/),
      expect.stringMatching(/^. promote orders in eu-west-1 \(pg_promote\) {2}290 ms$/),
      expect.stringMatching(/^. answer www.shop.test from eu-west-1 {2}190 ms$/),
      expect.stringMatching(/^. users are served: 3 in a row read and wrote$/),
    ])
    expect(screen.text.lastIndexOf('\u001b[?25h')).toBeGreaterThan(screen.text.lastIndexOf('\u001b[?25l'))
    expect(said).toEqual([])
  })

  it('shows a run that went back as undone', async () => {
    const screen = await follow(wentBack, output('terminal'))
    expect(screen.left).toMatch(/grow web in eu-west-1 to 6 \| all slots {2}undone: as it was/)
    expect(screen.left).toMatch(/fence orders in us-east-1 .* {2}undone: as it was/)
  })

  it('shows a run that halted with what failed, and what was not begun', async () => {
    const screen = await follow(halted, output('terminal'))
    expect(screen.left).toMatch(/promote orders .* {2}490 ms {2}failed: no answer/)
    expect(screen.left).toMatch(/answer www.shop.test from eu-west-1\s*\n/)
  })

  it('draws nothing when nothing ran', async () => {
    const screen = await follow([], output('terminal'))
    expect(screen.text).toBe('')
  })

  it('leaves no listener of signals behind', async () => {
    const before = process.listenerCount('SIGINT')
    await follow(recovered, output('terminal'))
    expect(process.listenerCount('SIGINT')).toBe(before)
  })
})

describe('a list of steps', () => {
  const states = (entries: readonly JournalEntry[], now = 0) => linesOf(entries, now).map(({ state }) => state)

  it('waits, runs and is done as the journal says, and then looks at what users see', () => {
    expect(states(recovered.slice(0, 2))).toEqual([WAITING, WAITING, WAITING, WAITING, WAITING])
    expect(states(recovered.slice(0, 3))).toEqual([STARTED, WAITING, WAITING, WAITING, WAITING])
    expect(states(recovered.slice(0, 13))).toEqual([FAILED, COMPLETED, COMPLETED, COMPLETED, STARTED])
    expect(states(recovered)).toEqual([FAILED, COMPLETED, COMPLETED, COMPLETED, COMPLETED])
  })

  it('counts how long a step has run until now', () => {
    const begun = recovered.slice(0, 3)
    const at = begun[2]?.at ?? 0
    expect(linesOf(begun, at + 4_200)[0]?.title).toBe('grow web in eu-west-1 to 6 | all slots  4.2 s')
  })

  it('says why a step is tried again', () => {
    const trying = journal('inc', [
      [0, opened],
      [1, accepted],
      [2, started('web.capacity')],
      [3, failedFor('web.capacity', 'retry', 'no answer')],
    ])
    expect(states(trying)[0]).toBe(RETRY)
    expect(linesOf(trying, 0)[0]?.title).toMatch(/trying again: no answer$/)
  })

  it('takes back what was done', () => {
    expect(states(wentBack)).toEqual([ROLLED_BACK, ROLLED_BACK, WAITING, WAITING, WAITING])
  })

  it('looks again when a run is resumed after users were not seen served', () => {
    const unseen = journal('inc', [
      [0, opened],
      [1, accepted],
      ...plan.steps.map(({ id }): readonly [number, JournalEvent] => [2, done(id, 'so')]),
      [
        9,
        {
          kind: 'verified',
          verification: { is: 'not-yet', because: 'a read failed', answeredBy: [], writes: false },
          loss: { is: 'known', writes: 0, ms: 0 },
        },
      ],
      [10, { kind: 'halted', because: 'not served', next: 'look' }],
    ])
    expect(states(unseen).at(-1)).toBe(FAILED)
    const again = [...unseen, ...journal('inc', [[20, { kind: 'resumed', by: 'ada' }]])]
    expect(states(again).at(-1)).toBe(STARTED)
  })
})
