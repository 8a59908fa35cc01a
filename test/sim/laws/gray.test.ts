import { describe, expect, it } from 'vitest'
import { atZone, plane } from '../../../src/model/place.js'
import type { Policy } from '../../../src/policy/policy.js'
import type { DrillEvent } from '../../../src/sim/drill.js'
import { breaches } from '../fixtures/breaches.js'
import {
  bad,
  byAda,
  drill,
  HOUR,
  home,
  homeZones,
  incident,
  MINUTE,
  mind,
  policy,
  seen,
  steady,
  traceOf,
} from '../fixtures/trace.js'

const zone = homeZones[0] ?? ''
const of = atZone(home, zone as (typeof homeZones)[number])
const stuck: DrillEvent = {
  ...{ kind: 'impair', atMs: HOUR, forMs: 2 * HOUR, service: 'ebs', side: 'data', of },
  effect: { errorsPercent: 100, latencyMs: 0, hang: true, gray: true, rampMs: 0 },
}
const watching: Policy = {
  ...policy,
  observe: {
    ...policy.observe,
    signals: [{ name: 'ebs', watch: 'ebs', per: 'zone', tells: 'ebs', timeoutMs: 2_000, quorum: 1 } as const],
  },
}
const seenStuck = seen(HOUR, [], bad(plane('ebs', 'data', of), HOUR))
const dayOf = (minds: Parameters<typeof traceOf>[0], watched = watching) =>
  traceOf({
    ...{ drill: drill({ policy: watched, events: [stuck] }), happened: [{ atMs: HOUR, event: stuck, ends: false }] },
    ...minds,
  })
const blind = { minds: [mind(0, steady, seen(0, []))] }

describe('L6: gray failure counts', () => {
  it('is kept where stuck storage is called bad, though cached reads pass', () => {
    expect(breaches('L6', dayOf({ minds: [...blind.minds, mind(HOUR + 2 * MINUTE, steady, seenStuck)] }))).toEqual([])
  })

  it('is broken where who watches storage goes on calling the zone sound', () => {
    expect(breaches('L6', dayOf(blind))).toEqual([expect.stringContaining(`block storage of ${zone} was stuck`)])
  })

  it('leaves time to look again after a move that was under way, in which nobody looks', () => {
    const closedAfter = (ms: number) =>
      incident({
        ...{ atMs: HOUR - MINUTE, trigger: byAda() },
        tells: [[ms, { kind: 'incident-closed', outcome: 'recovered', because: 'so' }]],
      })
    expect(breaches('L6', dayOf({ ...blind, entries: closedAfter(2 * HOUR + 55 * MINUTE) }))).toEqual([])
    expect(breaches('L6', dayOf({ ...blind, entries: closedAfter(2 * MINUTE) }))).toHaveLength(1)
  })

  it('asks nothing of who does not watch storage', () => {
    expect(breaches('L6', dayOf(blind, policy))).toEqual([])
  })
})
