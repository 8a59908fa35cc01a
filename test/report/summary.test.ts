import { describe, expect, it } from 'vitest'
import type { Incident } from '../../src/report/incident.js'
import { report } from '../../src/report/report.js'
import { pointLine, startOf, storyLine, timeLine, waiverLines } from '../../src/report/summary.js'
import { abandoned, FIRST_BAD, recovered, wentBack } from './fixtures/journal.js'

function incidentOf(entries: typeof recovered, length = entries.length): Incident {
  const incident = report(entries.slice(0, length))
  if (!incident) throw new Error('no incident')
  return incident
}

const all = incidentOf(recovered)

describe('an incident in sentences', () => {
  it('says how long it took and whether that met the objective, to the millisecond', () => {
    expect(timeLine(all)).toBe('Recovery time 4.7 s, objective 5 min: met')
    const limit = (timeObjectiveMs: number): string =>
      timeLine({ ...all, recovery: { ...all.recovery, timeObjectiveMs } })
    expect([limit(4_700), limit(4_699)].map((line) => line.split(': ')[1])).toEqual(['met', 'missed'])
  })

  it('says why there is no recovery time', () => {
    expect(timeLine(incidentOf(recovered, 4))).toBe('Recovery time: not over yet, objective 5 min')
    expect(timeLine(incidentOf(recovered, 6))).toBe('Recovery time: not over yet, objective 5 min')
    expect(timeLine(incidentOf(abandoned))).toBe('Recovery time: users were not seen served, objective 5 min')
    expect(timeLine(incidentOf(wentBack))).toBe('Recovery time: none, nothing was moved in the end, objective 5 min')
  })

  it('says what was lost and whether that met the objective, or that nobody knows', () => {
    expect(pointLine(all)).toBe('Recovery point 40 ms (3 acknowledged writes lost, over 40 ms), objective 30 s: met')
    expect(pointLine(incidentOf(recovered, 4))).toBe('Recovery point: loss not known: not counted yet, objective 30 s')
  })

  it('tells the move, why it was made and how it stands', () => {
    const move = 'shop: failover us-east-1 → eu-west-1'
    expect(storyLine(all)).toBe(`${move} (us-east-1 is impaired) recovered: 3 in a row read and wrote.`)
    expect(storyLine(incidentOf(recovered, 4))).toBe(`${move} (us-east-1 is impaired) is under way.`)
    expect(storyLine(incidentOf(wentBack))).toBe(
      `${move} (asked by ada: us-east-1 is lost to us) went back to where it began: "fence orders" failed: the proxy is silent.`,
    )
  })

  it('tells who overruled which guard, why, and what it had said', () => {
    expect(waiverLines(incidentOf(wentBack))).toEqual([
      'Waived by ada (us-east-1 is lost to us): replica-lag, which said "block: orders lags 41 s, limit 30 s".',
    ])
  })

  it('starts at the first bad sample, else at its opening', () => {
    expect(startOf(all)).toBe(FIRST_BAD)
    expect(startOf(incidentOf(wentBack))).toBe(FIRST_BAD + 2_100)
  })
})
