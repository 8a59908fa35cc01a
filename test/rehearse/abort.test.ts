import { describe, expect, it } from 'vitest'
import { atRegion, atZone } from '../../src/model/place.js'
import { type Away, abortReason, counted, type Looks } from '../../src/rehearse/abort.js'
import { away, awayZones, home, SECOND } from '../controller/fixtures/shop.js'
import { assessment } from '../decide/fixtures/shop.js'

const none: Looks = { bad: 0, of: 0, inRow: 0 }
const well: Away = {
  assessments: [assessment(atRegion(away), 'healthy')],
  ...{
    guards: [],
    looks: { ...none, of: 100 },
    maxBadPercent: 5,
    out: { tookMs: 4 * SECOND, objectiveMs: 30 * SECOND },
  },
}
const because = (rest: Partial<Away>) => abortReason({ ...well, ...rest })

describe('a game day goes on', () => {
  it.each([
    ['while all is well', {}],
    ['while something is in doubt', { assessments: [assessment(atRegion(away), 'suspect')] }],
    ['at the limit of failed looks', { looks: { bad: 5, of: 100, inRow: 0 } }],
    ['on few looks, whatever their share', { looks: { bad: 2, of: 4, inRow: 2 } }],
    ['while a guard could not see', { guards: [{ guard: 'replica-lag', is: 'unknown', because: 'silent' }] }],
  ] satisfies readonly (readonly [string, Partial<Away>])[])('%s', (_, rest) => {
    expect(because(rest)).toBeUndefined()
  })
})

describe('a game day is broken off', () => {
  it('when the way out took longer than the objective', () => {
    expect(because({ out: { tookMs: 31 * SECOND, objectiveMs: 30 * SECOND } })).toContain('31 s')
  })

  it('when a zone or a region turns bad, there or at home', () => {
    const [zone] = awayZones
    if (!zone) throw new Error('the standby has zones')
    expect(because({ assessments: [assessment(atZone(away, zone), 'impaired')] })).toContain(zone)
    expect(because({ assessments: [assessment(atRegion(home), 'impaired')] })).toContain(home)
  })

  it('when more looks fail than may, or some in a row', () => {
    expect(because({ looks: { bad: 6, of: 100, inRow: 0, because: 'a read failed' } })).toContain('a read failed')
    expect(because({ looks: { bad: 3, of: 3, inRow: 3 } })).toContain('3 looks')
  })

  it('when a guard would hold the way home', () => {
    const guards = [{ guard: 'standby-capacity', is: 'block', because: 'web can serve 40 %, 80 % wanted' }] as const
    expect(because({ guards })).toContain('standby-capacity: web can serve 40 %')
  })

  it('counts failures in a row up to the last look', () => {
    const looks = ['a', 'b', undefined, 'c'].reduce(counted, none)
    expect(looks).toEqual({ bad: 3, of: 4, inRow: 1, because: 'c' })
  })
})
