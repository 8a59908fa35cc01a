import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import * as appServers from '../../../src/providers/local/app-servers.js'
import * as dnsRecord from '../../../src/providers/local/dns-record.js'
import * as postgres from '../../../src/providers/local/postgres.js'

describe('what a policy says of the local cloud’s resources', () => {
  it('is a name with a time to live, a capacity, and a database', () => {
    expect(dnsRecord.settings.parse({ name: 'www.shop.test', ttl: '5s' })).toEqual({
      name: 'www.shop.test',
      ttlMs: 5_000,
    })
    expect(dnsRecord.settings.parse({ name: 'www.shop.test' })).toEqual({ name: 'www.shop.test', ttlMs: 2_000 })
    expect(appServers.settings.parse({ capacity: 12 })).toEqual({ capacity: 12 })
    expect(postgres.settings.parse({})).toEqual({ database: 'shop' })
  })

  it.each([
    [dnsRecord, {}],
    [dnsRecord, { name: 'www.shop.test', ttl: '-1s' }],
    [appServers, { capacity: 0 }],
    [appServers, { capacity: 1.5 }],
    [postgres, { database: 'shop', colour: 'red' }],
  ])('is refused where it makes no sense: case %#', ({ settings }, found) => {
    expect(settings.safeParse(found).success).toBe(false)
  })
})

/** Everything that a file of ours loads, by its static imports. */
function loadedBy(file: string, seen = new Set<string>()): ReadonlySet<string> {
  const text = readFileSync(file, 'utf8')
  for (const [, from = ''] of text.matchAll(/^(?:import|export) (?!type )[^'\n]*(?:\n[^']*?)?from '([^']+)'/gm)) {
    const target = from.startsWith('.') ? path.join(path.dirname(file), from.replace(/\.js$/, '.ts')) : from
    if (seen.has(target)) continue
    seen.add(target)
    if (from.startsWith('.')) loadedBy(target, seen)
  }
  return seen
}

describe('checking a policy', () => {
  it('loads no driver, no client and nothing of any provider but settings', () => {
    const loaded = [...loadedBy('src/providers/registry.ts')]
    const ours = loaded.filter((name) => name.startsWith('src/providers/'))
    expect(ours.filter((name) => !/\/(actions|aws|local)\/([a-z0-9]+\/)?[a-z0-9-]+\.ts$/.test(name))).toEqual([])
    expect(ours.filter((name) => /-(driver|tactics|inspect|act|check)\.ts$|\/cloud\//.test(name))).toEqual([])
    expect(loaded.filter((name) => !name.endsWith('.ts')).sort()).toEqual(['zod'])
  })
})
