import { describe, expect, it } from 'vitest'
import { zone } from '../../src/model/place.js'
import { followUps } from '../../src/report/follow-ups.js'
import type { Incident } from '../../src/report/incident.js'
import { report } from '../../src/report/report.js'
import { abandoned, home, recovered, wentBack } from './fixtures/journal.js'

function incidentOf(entries: typeof recovered, length = entries.length): Incident {
  const incident = report(entries.slice(0, length))
  if (!incident) throw new Error('no incident')
  return incident
}

const all = incidentOf(recovered)

describe('what is left for people', () => {
  it('after a failover that lost writes: the writes first, then the fence, what failed and what was not prepared', () => {
    expect(followUps(all)).toEqual([
      'Decide on 3 writes that us-east-1 acknowledged and eu-west-1 never had, over 40 ms, before anything fails back.',
      'See that the writer in us-east-1 is fenced before anything routes there again; "failover back" rebuilds it as a replica first.',
      'Do by hand what failed: grow web in eu-west-1 to 6 | all slots (no slots left).',
      'Prepare on a calm day, for orders.fenced by key: revocable-key: no key was issued.',
    ])
  })

  it('of one lost write speaks in the singular, and of none says nothing', () => {
    const lost = (writes: number): string => followUps({ ...all, loss: { is: 'known', writes, ms: 1 } }).join('\n')
    expect(lost(1)).toContain('Decide on 1 write that')
    expect(lost(0)).not.toContain('Decide on')
  })

  it('of a loss that could not be counted asks to count it', () => {
    const [first] = followUps({ ...all, loss: { is: 'unknown', because: 'us-east-1 is silent' } })
    expect(first).toBe(
      'Count what us-east-1 acknowledged and eu-west-1 never had; it was not counted: us-east-1 is silent.',
    )
  })

  it('after users were seen to read and nobody tried a write: to see that writes land', () => {
    const { verification } = all
    if (!verification) throw new Error('it was verified')
    expect(followUps({ ...all, verification: { ...verification, writes: false } })[0]).toBe(
      'Recovery was judged by reads alone: see that writes land, and name one in the policy (verify.write).',
    )
  })

  it('while halted: the next thing to do, and nothing that resuming will do', () => {
    expect(followUps(incidentOf(abandoned, 9))).toEqual([
      'Halted part-way. Next: look at the replica; then "failover resume".',
      'Guard replica-lag was waived; look at what it said: block: orders lags 41 s, limit 30 s.',
      'Prepare on a calm day, for orders.fenced by key: revocable-key: no key was issued.',
    ])
  })

  it('while open: how to follow it', () => {
    expect(followUps(incidentOf(recovered, 3))[0]).toBe(
      'Still open: "failover status" says how far it is; "failover resume" takes it up.',
    )
  })

  it('after going back: the cause, and no steps', () => {
    expect(followUps(incidentOf(wentBack))).toEqual([
      expect.stringContaining('It changed nothing in the end. Mend what made it go back before the next try: "fence'),
      expect.stringContaining('Guard replica-lag was waived'),
      expect.stringContaining('Prepare on a calm day'),
    ])
  })

  it('after it was given up: how far it came, and every step that failed or was never begun', () => {
    expect(followUps(incidentOf(abandoned)).slice(0, 3)).toEqual([
      'Abandoned with 2 of 4 steps done: "failover status" says where the app stands now.',
      'Do by hand what failed: promote orders in eu-west-1 (pg_promote) (no answer within 10 s).',
      'Do by hand, or undo what came before it: answer www.shop.test from eu-west-1 (never begun).',
    ])
  })

  it('after it was given up past a promotion: to count what was lost', () => {
    const promoted = recovered.slice(0, 11)
    const closed = { kind: 'incident-closed', outcome: 'abandoned', because: 'enough' } as const
    const last = promoted.at(-1)
    if (!last) throw new Error('no entry')
    const left = followUps(incidentOf([...promoted, { ...last, event: closed }]))
    expect(left[1]).toBe(
      'Count what us-east-1 acknowledged and eu-west-1 never had; it was not counted: the incident was closed before.',
    )
  })

  it('after leaving a zone: how to come back', () => {
    const move = { kind: 'evacuate', region: home, zone: zone('use1-az1') } as const
    expect(followUps({ ...all, move, steps: [] })[0]).toBe(
      'Bring use1-az1 back with "failover back" once it has been healthy for a while.',
    )
  })

  it('names the longest part of a recovery that took longer than its objective, and a loss beyond it', () => {
    const recovery = { ...all.recovery, timeObjectiveMs: 4_000, pointObjectiveMs: 10 }
    expect(followUps({ ...all, recovery })).toEqual(
      expect.arrayContaining([
        'Recovery took 4.7 s, objective 4 s; most of it went by until it was "noticed".',
        "40 ms of writes were lost, objective 10 ms: look at the replica's lag.",
      ]),
    )
  })

  it('warns of an incident closed without users seen served', () => {
    const { verification: _, ...unseen } = all
    expect(followUps(unseen)[0]).toBe('It was closed without users seen served: look through the public name.')
  })
})
