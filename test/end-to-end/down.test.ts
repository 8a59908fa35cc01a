import { existsSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { aDay, until } from './fixtures/at-the-cloud.js'

/** The documents that the watcher keeps. */
const kept = (dir: string): readonly string[] => {
  const documents = `${dir}/journal/documents`
  return existsSync(documents) ? readdirSync(documents) : []
}

describe('a local cloud that goes down under a watcher', () => {
  it('ends the watcher, which is no leader of anything any more, and nothing is left behind', async () => {
    const day = await aDay()
    try {
      const watcher = day.start('watch', '--port', '0')
      await until('its inventory', () => existsSync(`${day.dir}/journal/documents`))
      expect((await day.run('local', 'down')).code).toBe(0)
      await until('its end', () => watcher.exitCode !== null)
      expect(watcher.exitCode).toBe(5)
      expect(existsSync(day.dir)).toBe(false)
    } finally {
      await day.close()
    }
  }, 60_000)

  it('knows how long a place has been well, so that the way home opens by itself after the hold-down', async () => {
    const day = await aDay((text) =>
      text.replace('hold_down: 10s', 'hold_down: 3s').replace('cooldown: 10s', 'cooldown: 1s'),
    )
    const watcher = day.start('watch', '--port', '0')
    try {
      await until('its judgement', () => kept(day.dir).some((name) => name.startsWith('judgement')))
      await day.harness.break({ target: 'us-east-1', kind: 'kill' })
      await until('the failover', () => day.entries().some(({ event }) => event.kind === 'incident-closed'), 60_000)
      await day.harness.heal()
      const sooner = await day.run('back', '--yes')
      expect(sooner.code).toBe(3)
      expect(sooner.stderr).toMatch(/held by (standby-health|hold-down|direction)/)
      await until(
        'the way home',
        async () => (await day.run('back', '--yes', '--waive', 'direction')).code === 0,
        90_000,
      )
      const { regions } = await day.harness.status()
      expect(regions.map(({ database }) => database.role)).toEqual(['writer', 'replica'])
    } finally {
      watcher.kill('SIGTERM')
      await until('its end', () => watcher.exitCode !== null || watcher.signalCode !== null)
      await day.close()
    }
  }, 180_000)
})
