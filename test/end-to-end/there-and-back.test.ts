import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aDay, type Day, SOONER, until } from './fixtures/at-the-cloud.js'

let day: Day

beforeAll(async () => {
  day = await aDay()
})
afterAll(async () => {
  await day.close()
})

/** An operator who cannot see the region's lag any more, and goes on knowingly. */
const KNOWINGLY = [...SOONER, '--waive', 'replica-lag']

describe('a region that is left because of it comes back in due form', () => {
  it.each([
    ['kill', undefined],
    ['hang', undefined],
    ['db-stuck', undefined],
    ['partition', 'everyone'],
  ] as const)(
    '%s',
    async (kind, other) => {
      await day.harness.break({ target: 'us-east-1', kind, ...(other === undefined ? {} : { with: other }) })
      const there = await day.run('--to', 'eu-west-1', '--yes', ...KNOWINGLY)
      expect(there.stderr).not.toContain('held')
      expect(there.code).toBe(0)
      const left = await day.harness.status()
      expect(left.fenced).toEqual(['us-east-1'])
      await day.harness.heal()
      const mended = await day.harness.status()
      // Never two writers (law 10), not for a moment after it can be reached again.
      expect(mended.regions.map(({ database }) => database.role)).toEqual(['fenced', 'writer'])
      expect(
        mended.regions.every(({ canary, zones }) => canary.isRunning && zones.every((zone) => zone.isRunning)),
      ).toBe(true)
      await until('a way back', async () => (await day.run('back', '--dry-run', ...SOONER)).code === 0)
      const back = await day.run('back', '--yes', ...SOONER)
      expect(back.code).toBe(0)
      const home = await day.harness.status()
      expect(home.regions.map(({ database }) => database.role)).toEqual(['writer', 'replica'])
      expect(home.fenced).toEqual([])
    },
    120_000,
  )
})
