import { describe, expect, it } from 'vitest'
import { judgementsOf, leadingMinds, tallyWords, voteOf } from '../../../src/sim/picture/minds.js'
import { outcomeOf } from '../../../src/sim/picture/outcome.js'
import { stormTrace } from '../fixtures/trace-2011.js'

describe('minds', () => {
  it('count while their host holds the lease', () => {
    const [first] = stormTrace.minds
    if (first === undefined) throw new Error('no mind')
    const minds = [
      first,
      { ...first, atMs: 5, host: 'host-2' },
      { ...first, atMs: 15 },
      { ...first, atMs: 25, host: 'host-2' },
    ]
    const leases = [
      { atMs: 0, epoch: 1, host: 'host-1' },
      { atMs: 20, epoch: 2, host: 'host-2' },
    ]
    expect(leadingMinds({ minds, leases }).map(({ atMs }) => atMs)).toEqual([0, 15, 25])
    expect(leadingMinds({ minds, leases: [] }).map(({ atMs }) => atMs)).toEqual([0, 15])
  })

  it('become stretches of one health each, that follow on one another', () => {
    const zone = judgementsOf(stormTrace.minds, stormTrace.endedMs).find(
      ({ of }) => of.kind === 'zone' && of.zone === 'use1-az1',
    )
    expect(zone?.spans.map(({ value }) => value.health)).toEqual([
      'healthy',
      'suspect',
      'impaired',
      'recovering',
      'healthy',
    ])
    zone?.spans.slice(1).forEach(({ fromMs }, index) => {
      expect(fromMs).toBe(zone.spans[index]?.toMs)
    })
  })

  it.each([
    [[3, 0, 0], 'pass', 'http: 3 of 3 pass'],
    [[1, 2, 0], 'fail', 'http: 2 of 3 fail'],
    [[1, 1, 0], 'pass', 'http: 1 of 2 fail'],
    [[0, 0, 3], 'unknown', 'http: 3 of 3 cannot see'],
    [[0, 1, 2], 'unknown', 'http: 1 of 3 fail'],
  ] as const)('read votes of %j as %s', ([pass, fail, unknown], vote, words) => {
    const tally = { signal: 'http', pass, fail, unknown, modes: [] }
    expect(voteOf(tally)).toBe(vote)
    expect(tallyWords(tally)).toBe(words)
  })
})

describe('the outcome', () => {
  it('parts the time until users were served again, without a gap', () => {
    const { segments, unservedMs } = outcomeOf(stormTrace)
    expect(segments.map(({ name }) => name)).toEqual(['notice', 'decide', 'carry out', 'users back'])
    expect(segments[0]?.fromMs).toBe(0)
    segments.slice(1).forEach(({ fromMs }, index) => {
      expect(fromMs).toBe(segments[index]?.toMs)
    })
    expect(segments.at(-1)?.toMs).toBe(1_040_000)
    expect(unservedMs).toBe(980_000)
  })
})
