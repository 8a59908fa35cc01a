// Wall time of the commands an operator types first, as whole processes, beside Node's own start.
import { spawnSync } from 'node:child_process'
import { columns, ms, spread } from './figures.mjs'

const ROOT = new URL('..', import.meta.url).pathname
const COMMAND = `${ROOT}dist/bin/failover.js`
const CASES = [
  ['node -e 0', ['-e', '0']],
  ['failover --help', [COMMAND, '--help']],
  ['failover validate', [COMMAND, 'validate', `${ROOT}policies/storefront.yaml`]],
]

/** `runs` of each in turn, so that a machine that slows down slows all of them. */
export function startup(runs = 20) {
  const took = new Map(CASES.map(([name]) => [name, []]))
  for (let run = -1; run < runs; run++) {
    for (const [name, args] of CASES) {
      const began = performance.now()
      const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
      if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`)
      if (run >= 0) took.get(name).push(performance.now() - began)
    }
  }
  return [...took].map(([name, values]) => ({ name, ...spread(values) }))
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const results = startup()
  if (process.argv.includes('--json')) console.log(JSON.stringify({ startup: results }, null, 2))
  else {
    console.log('Start of a command (mark: under 150 ms)\n')
    console.log(
      columns([
        ['command', 'runs', 'min', 'median', 'p90', 'max'],
        ...results.map(({ name, runs, min, median, p90, max }) => [name, runs, ms(min), ms(median), ms(p90), ms(max)]),
      ]),
    )
  }
}
