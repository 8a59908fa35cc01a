import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { describeAws } from '../../fixtures/aws/stand.js'
import { commandFor, failover } from './fixtures/aws-command.js'
import { type AwsShop, HOME, openAwsShop } from './fixtures/aws-shop.js'

const PATIENCE_MS = 120_000

/** Nothing waits longer than it takes to see. */
const automatic = (text: string): string =>
  text
    // A name that is turned by records alone has no way out of us-east-1: the whole move is refused (law 8).
    .replace(/^ {4}api:.*\n/m, '')
    .replace('decide:\n', 'decide:\n  automatic: [evacuate, failover]\n')
    .replace('cooldown: 0s', 'cooldown: 0s, disturbance: 1s, partition: 1s, evidence: 30s')

async function moved(shop: AwsShop): Promise<string> {
  const until = performance.now() + PATIENCE_MS
  for (;;) {
    const { out } = await failover(shop, ['report', '--list'])
    if (/recovered|halted|went-back|abandoned/.test(out) || performance.now() > until) return out
    await sleep(500)
  }
}

describeAws('the watcher on AWS', () => {
  it('moves the app by itself when the primary region stops serving, and tells of it', async () => {
    const shop = await openAwsShop()
    await shop.rewrite(automatic)
    const { args, options } = commandFor(shop, ['watch', '--port', '0'])
    const watcher = spawn(process.execPath, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    const ready = new Promise<void>((resolve) => {
      const hear = (bytes: Buffer): void => {
        said += String(bytes)
        if (/^http:\/\//m.test(said)) resolve()
      }
      watcher.stdout.on('data', hear)
      watcher.stderr.on('data', hear)
      watcher.once('exit', () => resolve())
    })
    try {
      await Promise.race([ready, sleep(PATIENCE_MS, undefined, { ref: false })])
      expect(watcher.exitCode, said).toBeNull()
      await shop.stopServing(HOME)
      expect(await moved(shop), said).toMatch(/recovered {2}failover us-east-1 → eu-west-1/)
      const { objects, replicas } = await shop.endState()
      expect(objects).toContain(`off/${HOME}`)
      expect(replicas).toEqual({ orders: false, 'orders-eu': false })
    } finally {
      const ended = new Promise((resolve) => watcher.once('exit', resolve))
      if (watcher.exitCode === null && watcher.signalCode === null) {
        watcher.kill('SIGTERM')
        await ended
      }
      await shop.close()
    }
  }, 300_000)
})
