import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JournalEntry } from '../../src/model/journal.js'
import { aDay, type Day, SOONER, until } from './fixtures/at-the-cloud.js'

let day: Day

beforeAll(async () => {
  day = await aDay()
})
afterAll(async () => {
  await day.close()
})

/** The moments at which the controller is killed: as each step begins, as each is done, and before the first. */
const MOMENTS = [
  'plan-accepted',
  'step-started web.capacity',
  'step-done web.capacity',
  'step-started orders.fenced',
  'step-done orders.fenced',
  'step-started orders.writer',
  'step-done orders.writer',
  'step-started front.traffic',
  'step-done front.traffic',
]

const lineOf = ({ event }: JournalEntry): string => ('step' in event ? `${event.kind} ${event.step}` : event.kind)

describe('a controller killed by kill -9', () => {
  it.each(MOMENTS)(
    'at "%s" is resumed to the same end, and no step is done twice that matters',
    async (moment) => {
      const before = day.entries().length
      const lately = (): readonly string[] => day.entries().slice(before).map(lineOf)
      const controller = day.start('--to', 'eu-west-1', '--yes', ...SOONER)
      await until(moment, () => lately().includes(moment))
      controller.kill('SIGKILL')
      await until('its death', () => controller.signalCode !== null || controller.exitCode !== null)
      if (controller.signalCode === 'SIGKILL') {
        const { code, stderr } = await day.run('resume')
        expect(stderr).not.toContain('a bug')
        expect(code).toBe(0)
      }
      const { name, regions } = await day.harness.status()
      expect(Object.entries(name.weights).filter(([zone, weight]) => weight > 0 && !zone.startsWith('euw1'))).toEqual(
        [],
      )
      expect(regions.map(({ database }) => database.role)).toEqual(['fenced', 'writer'])
      expect(lately().filter((line) => line === 'incident-closed')).toHaveLength(1)
      expect(lately().filter((line) => line === 'step-done orders.writer')).toHaveLength(1)
      const { code, stderr } = await day.run('back', '--yes', ...SOONER)
      expect(stderr).not.toContain('halted')
      expect(code).toBe(0)
    },
    120_000,
  )
})
