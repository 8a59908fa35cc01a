// `npm run bench [NAME…]`: every bench in turn, or those named. Each is a program of its own and can be run alone.
import { spawnSync } from 'node:child_process'

const BENCHES = ['startup', 'flip', 'probes', 'drills']
const asked = process.argv.slice(2).filter((word) => !word.startsWith('-'))
const flags = process.argv.slice(2).filter((word) => word.startsWith('-'))
const unknown = asked.filter((name) => !BENCHES.includes(name))
if (unknown.length > 0) {
  console.error(`no such bench: ${unknown.join(', ')}; there are ${BENCHES.join(', ')}`)
  process.exit(2)
}
for (const name of asked.length > 0 ? asked : BENCHES) {
  const file = new URL(`${name}.mjs`, import.meta.url).pathname
  const { status } = spawnSync(process.execPath, [file, ...flags], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
