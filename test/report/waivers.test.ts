import { describe, expect, it } from 'vitest'
import { report } from '../../src/report/report.js'
import { waivers } from '../../src/report/waivers.js'
import { away, home, recovered, wentBack } from './fixtures/journal.js'

describe('waivers', () => {
  const incident = report(wentBack)
  if (!incident) throw new Error('no incident')

  it('name the guard, what it had said, who overruled it and why', () => {
    expect(waivers(incident)).toEqual([
      {
        guard: 'replica-lag',
        said: 'block: orders lags 41 s, limit 30 s',
        by: 'ada',
        why: 'us-east-1 is lost to us',
      },
    ])
  })

  it('are of the move that was made, not of others that were weighed', () => {
    const [made] = incident.decision.considered
    if (!made) throw new Error('nothing was considered')
    const other = { ...made, move: { kind: 'switchover', from: home, to: away } as const }
    expect(waivers({ ...incident, decision: { ...incident.decision, considered: [other] } })).toEqual([])
  })

  it('are none where no guard was overruled', () => {
    const free = report(recovered)
    expect(free && waivers(free)).toEqual([])
  })
})
