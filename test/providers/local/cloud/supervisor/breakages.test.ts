import { describe, expect, it } from 'vitest'
import { region, vantage, zone } from '../../../../../src/model/place.js'
import { BREAKAGE_KINDS, type Breakage } from '../../../../../src/providers/local/cloud/local-cloud.js'
import { added, checked, healed } from '../../../../../src/providers/local/cloud/supervisor/breakages.js'
import { effectsOn, lifeOfNames } from '../../../../../src/providers/local/cloud/supervisor/effects.js'

const [home, away] = [region('us-east-1'), region('eu-west-1')]
const at = { address: '127.20.0.1', port: 20_000 }
const regionLayout = (name: typeof home, zones: readonly string[]) => ({
  ...{ region: name, canary: at, database: at },
  zones: zones.map((id) => ({ zone: zone(id), http: at })),
})
const places = {
  addresses: 'own' as const,
  vantages: [{ vantage: vantage('us-west-2'), address: '127.20.0.9' }],
  regions: [regionLayout(home, ['use1-az1', 'use1-az2']), regionLayout(away, ['euw1-az1'])],
}

describe('what can be broken', () => {
  const allowed: Readonly<Record<string, readonly string[]>> = {
    'us-east-1': BREAKAGE_KINDS,
    'use1-az1': ['kill', 'hang', 'slow', 'errors'],
    dns: ['kill', 'hang'],
  }
  const all = Object.keys(allowed).flatMap((target) => BREAKAGE_KINDS.map((kind) => [target, kind] as const))
  it.each(all)('%s by %s is as the table says', (target, kind) => {
    const breaking = (): Breakage => checked({ target, kind }, places)
    if (allowed[target]?.includes(kind)) expect(breaking()).toMatchObject({ target, kind })
    else
      expect(breaking).toThrow(expect.objectContaining({ code: 'unsupported', next: expect.stringContaining('kill') }))
  })

  it('fills in how much', () => {
    expect(checked({ target: 'use1-az1', kind: 'slow' }, places)).toEqual({
      ...{ target: 'use1-az1', kind: 'slow', delayMs: 2_000 },
    })
    expect(checked({ target: 'use1-az1', kind: 'errors' }, places).percent).toBe(100)
  })

  it.each<[string, Breakage, string]>([
    ['a place there is not', { target: 'use1-az9', kind: 'kill' }, 'not-found'],
    ['errors of more than all', { target: 'use1-az1', kind: 'errors', percent: 101 }, 'unsupported'],
    ['a delay of nothing', { target: 'use1-az1', kind: 'slow', delayMs: 0 }, 'unsupported'],
    ['a partition with itself', { target: 'us-east-1', kind: 'partition', with: 'us-east-1' }, 'not-found'],
    ['another side for a kill', { target: 'us-east-1', kind: 'kill', with: 'eu-west-1' }, 'unsupported'],
  ])('refuses %s', (_, breakage, code) => {
    expect(() => checked(breakage, places)).toThrow(expect.objectContaining({ code }))
  })

  it('says that a kind is a region’s', () => {
    expect(() => checked({ target: 'use1-az1', kind: 'db-stuck' }, places)).toThrow(
      expect.objectContaining({ next: expect.stringContaining('break us-east-1') }),
    )
  })

  it('cannot tell vantages apart where all share an address', () => {
    const breakage: Breakage = { target: 'us-east-1', kind: 'partition', with: 'us-west-2' }
    expect(checked(breakage, places)).toEqual(breakage)
    expect(() => checked(breakage, { ...places, addresses: 'shared' })).toThrow(
      expect.objectContaining({ code: 'unsupported' }),
    )
  })
})

describe('the list of what is broken', () => {
  const kill: Breakage = { target: 'us-east-1', kind: 'kill' }
  const slow: Breakage = { target: 'use1-az1', kind: 'slow', delayMs: 100 }

  it('has each way a place is broken once', () => {
    expect(added([kill, slow], { ...slow, delayMs: 200 })).toEqual([kill, { ...slow, delayMs: 200 }])
  })

  it('loses a zone with its region, all without a target, and nothing by healing another place', () => {
    expect(healed([kill, slow], 'us-east-1', places)).toEqual([])
    expect(healed([kill, slow], undefined, places)).toEqual([])
    expect(healed([kill, slow], 'use1-az1', places)).toEqual([kill])
    expect(healed([kill, slow], 'dns', places)).toEqual([kill, slow])
    expect(() => healed([kill], 'mars', places)).toThrow(expect.objectContaining({ code: 'not-found' }))
  })
})

describe('what the breakages mean', () => {
  const on = (name: typeof home, ...broken: readonly Breakage[]) => effectsOn(name, broken, places)

  it.each([
    ['nothing', [], { database: 'running', control: 'answers', isCutOff: false, hears: true }],
    ['kill', [{ target: home, kind: 'kill' }], { database: 'dead', control: 'refuses', hears: false }],
    ['hang', [{ target: home, kind: 'hang' }], { database: 'stopped', control: 'silent', hears: false }],
    ['db-stuck', [{ target: home, kind: 'db-stuck' }], { database: 'stopped', control: 'answers', hears: false }],
    [
      'partition',
      [{ target: home, kind: 'partition' }],
      { database: 'running', control: 'answers', cutFrom: [away], hears: true },
    ],
    [
      'partition with everyone',
      [{ target: home, kind: 'partition', with: 'everyone' }],
      { database: 'running', control: 'silent', isCutOff: true, cutFrom: [away], hears: false },
    ],
    [
      'partition with a vantage',
      [{ target: home, kind: 'partition', with: 'us-west-2' }],
      { control: 'answers', cutFrom: [], isCutOff: false, hears: true },
    ],
  ] as const)('%s, for the region', (_, broken, expected) => {
    expect(on(home, ...broken)).toMatchObject(expected)
  })

  it('a region’s breakage reaches each of its servers, and a zone’s only its own', () => {
    const region = on(home, { target: home, kind: 'errors', percent: 30 })
    expect([...region.servers.values()].map(({ errorPercent }) => errorPercent)).toEqual([30, 30, 30])
    const one = on(home, { target: 'use1-az1', kind: 'hang' })
    expect([...one.servers.values()].map(({ life }) => life)).toEqual(['stopped', 'running', 'running'])
    expect(one.database).toBe('running')
  })

  it('a partition is there from both sides', () => {
    expect(on(away, { target: home, kind: 'partition' }).cutFrom).toEqual([home])
  })

  it('a killed place stays dead however else it is broken', () => {
    const broken: readonly Breakage[] = [
      { target: home, kind: 'hang' },
      { target: home, kind: 'kill' },
      { target: home, kind: 'db-stuck' },
    ]
    expect(on(home, ...broken)).toMatchObject({ database: 'dead', control: 'refuses' })
  })

  it('the name server has a life of its own', () => {
    expect(lifeOfNames([{ target: home, kind: 'kill' }])).toBe('running')
    expect(lifeOfNames([{ target: 'dns', kind: 'hang' }])).toBe('stopped')
  })
})
