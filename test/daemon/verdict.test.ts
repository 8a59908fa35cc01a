import { describe, expect, it } from 'vitest'
import type { DecisionStatus, PlaceStatus, RegionStatus, ZoneStatus } from '../../src/daemon/status-document.js'
import { verdictOf } from '../../src/daemon/verdict.js'
import { zone } from '../../src/model/place.js'
import { incidents } from '../../src/report/incident.js'
import { away, home, recovered } from '../report/fixtures/journal.js'

type Health = PlaceStatus['health']

const place = (name: string, health: Health): PlaceStatus => ({ name, health, since: 0, signals: [], seen: [] })
const zoneOf = (name: string, health: Health): ZoneStatus => ({ ...place(name, health), serves: true, planes: [] })
const regionOf = (name: string, healths: readonly Health[], planes: readonly PlaceStatus[] = []): RegionStatus => ({
  ...place(name, 'healthy'),
  ...{ role: 'primary', active: name === home, planes, gauges: [] },
  zones: healths.map((health, index) => zoneOf(`${name === home ? 'use1' : 'euw1'}-az${index + 1}`, health)),
})

const steady: DecisionStatus = { kind: 'hold', reason: 'steady', because: 'nothing is impaired', considered: [] }
const well: readonly Health[] = ['healthy', 'healthy', 'healthy']

const verdict = (here: readonly Health[], there: readonly Health[] = well, decision = steady) =>
  verdictOf({ regions: [regionOf(home, here), regionOf(away, there)], active: home, left: [], decision })

describe('the verdict', () => {
  it.each<[string, readonly Health[], readonly Health[], string, string]>([
    ['well', well, well, 'well', 'all is well: us-east-1 serves users, and every zone is healthy'],
    [
      'a zone',
      ['impaired', 'healthy', 'healthy'],
      well,
      'impaired',
      'users are in us-east-1, which is in trouble: use1-az1 impaired',
    ],
    [
      'all zones',
      ['impaired', 'impaired', 'impaired'],
      well,
      'impaired',
      'users are in us-east-1, which is in trouble: all 3 zones impaired',
    ],
    [
      'not seen',
      ['healthy', 'unknown', 'healthy'],
      well,
      'unknown',
      'users are in us-east-1, and no quorum of vantages sees it: use1-az2 unknown',
    ],
    ['in doubt', ['healthy', 'healthy', 'suspect'], well, 'warning', 'us-east-1 serves users; in doubt: use1-az3'],
    [
      'standby',
      well,
      ['impaired', 'impaired', 'impaired'],
      'warning',
      'us-east-1 serves users, but a standby is not sound: all 3 zones of eu-west-1 impaired',
    ],
    [
      'standby not seen',
      well,
      ['unknown', 'healthy', 'healthy'],
      'warning',
      'us-east-1 serves users, but a standby is not sound: euw1-az1 unknown',
    ],
    [
      'recovering',
      ['recovering', 'healthy', 'healthy'],
      well,
      'warning',
      'us-east-1 serves users; not yet sound: use1-az1',
    ],
  ])('of %s is told by the worst thing first', (_, here, there, is, says) => {
    expect(verdict(here, there)).toMatchObject({ is, says })
  })

  it('puts trouble where users are before trouble elsewhere', () => {
    expect(verdict(['suspect', 'healthy', 'healthy'], ['impaired', 'healthy', 'healthy']).says).toMatch(
      /in doubt: use1-az1/,
    )
  })

  it('names a plane that is impaired while every zone passes (law 6)', () => {
    const regions = [regionOf(home, well, [place('postgres/data@us-east-1', 'impaired')]), regionOf(away, well)]
    const { is, says } = verdictOf({ regions, active: home, left: [], decision: steady })
    expect({ is, says }).toEqual({ is: 'impaired', says: expect.stringContaining('postgres/data@us-east-1 impaired') })
  })

  it('does not count a zone that traffic has left as trouble, but remembers it', () => {
    const regions = [regionOf(home, ['impaired', 'healthy', 'healthy']), regionOf(away, well)]
    const left = [zone('use1-az1')]
    expect(verdictOf({ regions, active: home, left, decision: steady })).toEqual({
      is: 'warning',
      says: 'us-east-1 serves users without use1-az1, which traffic has left',
      more: ['"failover back" brings it back, once it is healthy'],
    })
  })

  it('says why nothing is done about it (law 25)', () => {
    const held: DecisionStatus = { kind: 'hold', reason: 'cooldown', because: 'ended 2 min ago', considered: [] }
    expect(verdict(['impaired', 'healthy', 'healthy'], well, held).more).toEqual(['holding: ended 2 min ago'])
    const planless: DecisionStatus = {
      ...{ kind: 'act', because: 'it is impaired', considered: [], objections: ['dns is impaired'] },
      move: { kind: 'failover', from: home, to: away },
    }
    expect(verdict(['impaired', 'impaired', 'healthy'], well, planless).more).toEqual([
      'failover us-east-1 → eu-west-1 is called for, but no plan stands: dns is impaired',
    ])
  })

  const during = (entries: number) => {
    const [incident] = incidents(recovered.slice(0, entries))
    if (!incident) throw new Error('it was opened')
    return verdictOf({ regions: [regionOf(home, well)], active: home, left: [], decision: steady, incident })
  }

  it('is of a move under way whatever the healths, with how far it is', () => {
    expect(during(5)).toEqual({
      is: 'moving',
      says: 'failover us-east-1 → eu-west-1 is under way: 0 of 4 steps done',
      more: ['now: fence orders in us-east-1 (through its proxy)', 'incident inc-20261124-141502'],
    })
  })

  it('is of a halted move as one that waits for a person, with what to do next', () => {
    expect(during(6)).toEqual({
      is: 'waiting',
      says: 'failover us-east-1 → eu-west-1 halted part-way (0 of 4 steps done) and waits for a person',
      more: ['asked to by ada', 'next: run "failover resume" to go on'],
    })
  })
})

describe('a standby that could not take over', () => {
  const gauge = { resource: 'orders', at: 0, limit: 5_000, name: 'replica-lag-ms' } as const
  const judged = (gauges: RegionStatus['gauges']) =>
    verdictOf({
      regions: [regionOf(home, well), { ...regionOf(away, well), gauges }],
      ...{ active: home, left: [], decision: steady },
    })

  it.each([
    [
      { ...gauge, reading: { is: 'unknown', because: 'it follows nobody' } as const },
      'orders in eu-west-1: it follows nobody',
    ],
    [{ ...gauge, reading: { is: 'known', value: 41_000 } as const }, 'orders in eu-west-1 lags by 41 s'],
    [
      { ...gauge, name: 'capacity-percent', limit: 80, reading: { is: 'known', value: 60 } } as const,
      'orders in eu-west-1 can serve 60 %',
    ],
  ])('is a warning on the calmest day, with the reason: %#', (bad, says) => {
    expect(judged([bad])).toMatchObject({
      is: 'warning',
      says: `us-east-1 serves users, and no standby could take over: ${says}`,
    })
  })

  it('is none when it is within its limits', () => {
    expect(judged([{ ...gauge, reading: { is: 'known', value: 40 } }]).is).toBe('well')
  })
})
