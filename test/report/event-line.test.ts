import { describe, expect, it } from 'vitest'
import type { JournalEvent } from '../../src/model/journal.js'
import { atZone, zone } from '../../src/model/place.js'
import { eventLine, lossLine, triggerLine, verificationLine } from '../../src/report/event-line.js'
import { asked, done, home, opened, plan, started, undone } from './fixtures/journal.js'

const lineOf = (event: JournalEvent): string => eventLine(event, (id) => `<${id}>`)

describe('an event in a line', () => {
  const verification = { is: 'not-yet', because: 'answered by us-east-1', answeredBy: [], writes: false } as const
  const failed = (leadsTo: 'retry' | 'carry-on' | 'undo' | 'halt'): JournalEvent => ({
    ...{ kind: 'step-failed', step: 'a', because: 'no answer', leadsTo },
  })

  it.each<[JournalEvent, string]>([
    [opened, 'incident opened: failover us-east-1 → eu-west-1, us-east-1 is impaired'],
    [asked, 'incident opened: failover us-east-1 → eu-west-1, asked by ada: us-east-1 is lost to us'],
    [{ kind: 'plan-accepted', plan }, 'plan 0123456789ab accepted: 4 steps, about 2.5 s'],
    [started('a'), 'started: <a>'],
    [started('a', 2), 'started: <a> (attempt 2)'],
    [done('a', 'it holds'), 'done in 300 ms: <a> (it holds)'],
    [done('a', 'it holds', true), 'already so: <a> (it holds)'],
    [failed('retry'), 'failed, trying again: <a> (no answer)'],
    [failed('carry-on'), 'failed, carrying on without it: <a> (no answer)'],
    [failed('undo'), 'failed, going back: <a> (no answer)'],
    [failed('halt'), 'failed, halting: <a> (no answer)'],
    [undone('a'), 'undone: <a> (taken back)'],
    [{ kind: 'halted', because: 'asked to', next: 'resume' }, 'halted: asked to; next: resume'],
    [
      { kind: 'halted', because: '503', next: 'resume', passes: true },
      'halted: 503; next: whoever leads tries it again by itself, or resume',
    ],
    [{ kind: 'resumed', by: 'ada' }, 'resumed by ada'],
    [
      { kind: 'verified', verification, loss: { is: 'known', writes: 0, ms: 0 } },
      'users are not served yet: answered by us-east-1; no write lost',
    ],
    [{ kind: 'note', by: 'ada', text: 'looks fine' }, 'ada notes: looks fine'],
    [{ kind: 'incident-closed', outcome: 'recovered', because: 'seen' }, 'recovered: seen'],
    [{ kind: 'incident-closed', outcome: 'went-back', because: 'x' }, 'went back to where it began: x'],
    [{ kind: 'incident-closed', outcome: 'abandoned', because: 'x' }, 'abandoned: x'],
  ])('says of %o: "%s"', (event, line) => expect(lineOf(event)).toBe(line))

  it('stays one line and steers no terminal, whatever was noted', () => {
    expect(lineOf({ kind: 'note', by: 'ada', text: 'first\r\nsecond\u001b[2J\u202e' })).toBe(
      'ada notes: first second\ufffd[2J\ufffd',
    )
  })
})

describe('the parts of a line', () => {
  it('names what set a move off', () => {
    const of = atZone(home, zone('use1-az1'))
    expect(triggerLine({ kind: 'impairment', of, firstBadAt: 0 })).toBe('use1-az1 is impaired')
    expect(triggerLine({ kind: 'operator', name: 'ada', waives: [] })).toBe('asked by ada')
    expect(triggerLine({ kind: 'drill', id: 'region-loss' })).toBe('drill region-loss')
  })

  it('tells served, not served and not known apart', () => {
    const line = (is: 'served' | 'not-yet' | 'unknown'): string =>
      verificationLine({ is, because: 'x', answeredBy: [], writes: false })
    expect([line('served'), line('not-yet'), line('unknown')]).toEqual([
      'users are served: x',
      'users are not served yet: x',
      'not known if users are served: x',
    ])
  })

  it('tells none, one, many and unknown losses apart', () => {
    expect(lossLine({ is: 'known', writes: 0, ms: 0 })).toBe('no write lost')
    expect(lossLine({ is: 'known', writes: 1, ms: 40 })).toBe('1 acknowledged write lost, over 40 ms')
    expect(lossLine({ is: 'known', writes: 3, ms: 2_000 })).toBe('3 acknowledged writes lost, over 2 s')
    expect(lossLine({ is: 'unknown', because: 'silent' })).toBe('loss not known: silent')
  })
})
