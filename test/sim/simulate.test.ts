import { describe, expect, it } from 'vitest'
import { describeMove } from '../../src/model/move.js'
import { atRegion, atZone, region, zone } from '../../src/model/place.js'
import type { Trace } from '../../src/sim/trace.js'
import { dayOf, HOUR_MS, impair, MINUTE_MS, policyOf } from './fixtures/days.js'
import { play } from './fixtures/play.js'

const US = region('us-east-1')

const moves = ({ entries }: Trace): readonly string[] =>
  entries.flatMap(({ entry: { event } }) => (event.kind === 'incident-opened' ? [describeMove(event.move)] : []))

describe('a simulated day', () => {
  it('is calm where nothing happens: everyone is served, nothing moves', async () => {
    const trace = (await play(dayOf({}))).trace()
    expect(moves(trace)).toEqual([])
    expect(trace.scenes.map(({ servedPercent }) => servedPercent)).toEqual([100])
    expect(trace.endedMs).toBe(HOUR_MS)
  })

  it('leaves a zone without power', async () => {
    const power = impair({ atMs: 5 * MINUTE_MS, service: 'power', of: atZone(US, zone('use1-az2')) })
    const trace = (await play(dayOf({ events: [power] }))).trace()
    expect(moves(trace)).toEqual(['evacuate use1-az2 (us-east-1)'])
    expect(trace.scenes.at(-1)?.servedPercent).toBeGreaterThan(99)
  })

  it('leaves a region whose network is gone, loses what was not replicated, and serves users again', async () => {
    const dead = impair({ atMs: 5 * MINUTE_MS, service: 'network', of: atRegion(US) })
    const trace = (await play(dayOf({ events: [dead], policy: policyOf('static') }))).trace()
    expect(moves(trace)).toEqual(['failover us-east-1 → eu-west-1'])
    expect(trace.scenes.at(-1)?.users['eu-west-1']).toBeGreaterThan(95)
  })

  it('is the same for the same seed, to the last call', async () => {
    const day = dayOf({
      events: [impair({ atMs: MINUTE_MS, service: 'elb', of: atRegion(US) }, { errorsPercent: 50 })],
    })
    const [one, other] = [(await play(day)).trace(), (await play(day)).trace()]
    expect(JSON.stringify(one)).toBe(JSON.stringify(other))
  })
})
