import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aDay, type Day } from './fixtures/at-the-cloud.js'

let day: Day

beforeAll(async () => {
  day = await aDay()
})
afterAll(async () => {
  await day.close()
})

describe('a PostgreSQL that will not start', () => {
  it('is told with the last of its log, holds a move toward it, and starts once it is mended', async () => {
    await day.harness.break({ target: 'eu-west-1', kind: 'kill' })
    const data = join(day.dir, 'databases', 'eu-west-1', 'data')
    expect(await readdir(data)).toContain('postgresql.conf')
    const conf = join(data, 'postgresql.auto.conf')
    const before = await readFile(conf, 'utf8')
    await writeFile(conf, `${before}\nmax_connections = 'many'\n`)
    const healed = await day.run('local', 'heal', 'eu-west-1')
    expect(healed.code).toBe(3)
    expect(healed.stderr).toContain('max_connections')
    const held = await day.run('--to', 'eu-west-1', '--yes')
    expect(held.code).toBe(3)
    expect(held.stderr).toContain('held by')
    await writeFile(conf, before)
    const { code } = await day.run('local', 'heal', 'eu-west-1')
    expect(code).toBe(0)
    const { regions } = await day.harness.status()
    expect(regions.map(({ database }) => database.role)).toEqual(['writer', 'replica'])
  }, 120_000)
})
