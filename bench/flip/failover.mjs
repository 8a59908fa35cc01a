// failover itself, with the very code users run: a local cloud, `failover watch`, one zone's server killed, and the name
// server's answer changed. Every trial has a journal of its own, since a bounded hand leaves but one zone in ten minutes.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { startCloud } from '../../dist/providers/local/cloud/start-cloud.js'
import { untilAnswer } from './watch-dns.mjs'

const ROOT = new URL('../..', import.meta.url).pathname

/** The shipped local policy at the contenders' settings: the same interval, down after one failed look, nothing waits. */
function policyText(intervalS) {
  return readFileSync(`${ROOT}policies/local.yaml`, 'utf8')
    .replace(/^ {2}every: 1s.*$/m, `  every: ${intervalS}s`)
    .replace(/^ {2}confirm: .*$/m, '')
    .replace(/impaired_after: 2/, 'impaired_after: 1')
    .replace(/timeout: 500ms/, 'timeout: 1s')
    .replace(/timeout: 700ms/, 'timeout: 1s')
    .replace(/disturbance: 1s/, 'disturbance: 0s')
    .replace(/cooldown: 10s/, 'cooldown: 0s')
}

export async function failover({ intervalS }) {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'bench-failover-'))
  const text = policyText(intervalS)
  const harness = await startCloud(dir, text, `${ROOT}policies/local.yaml`, { lifeline: true })
  const { layout } = harness
  const zones = layout.regions[0].zones
  const serial = async () => (await harness.status()).name.serial
  return {
    name: 'failover',
    settings: `http every ${intervalS} s over held connections, impaired after 1 failed look of 2 of 3 vantages`,
    async trial(index) {
      const { zone } = zones[index % zones.length]
      const file = path.join(dir, `policy-${index}.yaml`)
      writeFileSync(file, `${text}\nstore: file:${dir}/journal-${index}\n`)
      const watcher = spawn(
        process.execPath,
        [`${ROOT}dist/bin/failover.js`, 'watch', '--policy', file, '--port', '0'],
        {
          env: { ...process.env, FAILOVER_LOCAL_DIR: dir, FAILOVER_LIFELINE: 'stdin' },
          stdio: ['pipe', 'ignore', 'ignore'],
        },
      )
      await new Promise((resolve) => setTimeout(resolve, 3_000 + Math.random() * intervalS * 1_000))
      const before = await serial()
      await harness.break({ target: zone, kind: 'kill' })
      const took = await untilAnswer(layout.dns, 'shop.test', 'SOA', ([soa]) => soa?.data.serial > before)
      watcher.kill('SIGTERM')
      await once(watcher, 'exit')
      await harness.heal(zone)
      await restore(dir, file)
      return took
    },
    async stop() {
      await harness.down()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** The zone is taken back by the operator's command. */
async function restore(dir, file) {
  const words = [
    'back',
    '--yes',
    '--policy',
    file,
    '--waive',
    'hold-down',
    '--waive',
    'cooldown',
    '--waive',
    'direction',
  ]
  const back = spawn(process.execPath, [`${ROOT}dist/bin/failover.js`, ...words], {
    env: { ...process.env, FAILOVER_LOCAL_DIR: dir },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  back.stderr.on('data', (data) => {
    said += data
  })
  const [code] = await once(back, 'exit')
  if (code !== 0) throw new Error(`the zone could not be taken back: ${said}`)
}
