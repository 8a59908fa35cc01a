/**
 * How many targets one failover can watch: probes per CPU-second, latency error and memory, side by side with
 * prometheus-blackbox-exporter where that is installed.
 *
 *   node bench/probes.mjs [--targets 10000] [--looks 5] [--paced 3] [--json]
 *
 * Needs the build in dist/. The targets are served by a process of their own, on loopback; CPU time is that of the
 * prober's process alone. `--paced 0` leaves out the looks at their true cadence, every 10 s.
 */
import { fork, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { blackbox } from './probes/blackbox.mjs'
import { latencyErrors, look, open, percentile, rateOf } from './probes/measure.mjs'
import { print } from './probes/print.mjs'

const EVERY_MS = 10_000
const SPARE_FILES = 500
const MARKS = { ratio: 4, cores: 0.5, rssMiB: 300 }

const { values } = parseArgs({
  options: {
    targets: { type: 'string', default: '10000' },
    looks: { type: 'string', default: '5' },
    paced: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
})

/** How many open files this process may have; a shell knows. */
const filesMax = (kind) => {
  const text = spawnSync('sh', ['-c', `ulimit -${kind}n`], { encoding: 'utf8' }).stdout.trim()
  return text === 'unlimited' ? Number.POSITIVE_INFINITY : Number(text)
}

/** Runs this file again with room for all connections, where it has none and may have it. */
async function withFiles(wanted) {
  if (filesMax('S') >= wanted || filesMax('H') < wanted || process.env.FAILOVER_BENCH_AGAIN) return false
  const command = `ulimit -n ${wanted} && exec "$0" "$@"`
  const again = ['-c', command, process.execPath, ...process.argv.slice(1)]
  const child = spawn('sh', again, { stdio: 'inherit', env: { ...process.env, FAILOVER_BENCH_AGAIN: '1' } })
  const [code] = await once(child, 'exit')
  process.exitCode = code ?? 1
  return true
}

/** The serving process, and a url for each target. */
async function serve(targets) {
  const addresses =
    process.platform === 'linux' ? Array.from({ length: 16 }, (_, i) => `127.0.0.${i + 1}`) : ['127.0.0.1']
  const portsEach = 256 / addresses.length
  const program = fileURLToPath(new URL('./probes/servers.mjs', import.meta.url))
  const child = fork(program, [JSON.stringify({ addresses, portsEach, targets })])
  const [{ listening }] = await once(child, 'message')
  const urls = Array.from({ length: targets }, (_, id) => {
    const { host, port } = listening[id % listening.length]
    return `http://${host}:${port}/${id}`
  })
  const imposed = async () => {
    child.send('imposed')
    const [answer] = await once(child, 'message')
    return answer.imposed
  }
  const stop = async () => {
    child.disconnect()
    await once(child, 'exit')
  }
  return { urls, imposed, stop }
}

/** Looks back to back: each over held connections, then each over fresh ones. */
async function throughput(urls, looks) {
  const held = open(urls)
  const cold = [await look(held, false)]
  const warm = []
  for (let i = 0; i < looks; i++) warm.push(await look(held, true))
  await held.close()
  for (let i = 1; i < Math.min(3, looks); i++) {
    const fresh = open(urls)
    cold.push(await look(fresh, false))
    await fresh.close()
  }
  return { held: rateOf(warm), fresh: rateOf(cold) }
}

/** Looks every 10 s, as a watcher makes them, with what they and the time between them cost. */
async function paced(urls, imposed, looks) {
  const observer = open(urls)
  await look(observer, false)
  const cpu = process.cpuUsage()
  const began = performance.now()
  const errors = []
  let rssMiB = 0
  let passed = 0
  for (let i = 0; i < looks; i++) {
    const { checks } = await look(observer, false)
    rssMiB = Math.max(rssMiB, process.memoryUsage.rss() / 2 ** 20)
    passed += checks.filter(({ verdict }) => verdict.is === 'pass').length
    errors.push(...latencyErrors(checks, await imposed()))
    const leftMs = began + (i + 1) * EVERY_MS - performance.now()
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, leftMs)))
  }
  const { system, user } = process.cpuUsage(cpu)
  await observer.close()
  errors.sort((a, b) => a - b)
  return {
    ...{ looks, probes: looks * urls.length, passed, rssMiB },
    cores: (system + user) / 1_000 / (performance.now() - began),
    latencyErrorMs: { median: percentile(errors, 50), p99: percentile(errors, 99) },
  }
}

async function bench(targets) {
  const { imposed, stop, urls } = await serve(targets)
  try {
    // First, so that the memory it reports is its own and not what fresh connections left behind.
    const steady = Number(values.paced) > 0 ? await paced(urls, imposed, Number(values.paced)) : undefined
    const own = await throughput(urls, Number(values.looks))
    const yardstick = await blackbox(urls)
    const ratio =
      yardstick.is === 'measured'
        ? {
            held: own.held.perCpuSecond / yardstick.perCpuSecond,
            fresh: own.fresh.perCpuSecond / yardstick.perCpuSecond,
          }
        : undefined
    return { bench: 'probes', targets, own, paced: steady, blackbox: yardstick, ratio, marks: marksOf(ratio, steady) }
  } finally {
    await stop()
  }
}

function marksOf(ratio, steady) {
  return [
    ...(ratio ? [{ mark: 'ratio', wanted: MARKS.ratio, found: ratio.held, met: ratio.held >= MARKS.ratio }] : []),
    ...(steady
      ? [
          { mark: 'cores', wanted: MARKS.cores, found: steady.cores, met: steady.cores < MARKS.cores },
          { mark: 'rssMiB', wanted: MARKS.rssMiB, found: steady.rssMiB, met: steady.rssMiB < MARKS.rssMiB },
        ]
      : []),
  ]
}

const asked = Number(values.targets)
if (!(await withFiles(asked + SPARE_FILES))) {
  const targets = Math.min(asked, filesMax('S') - SPARE_FILES)
  if (targets < asked) console.error(`Only ${targets} of ${asked} targets: this process may open no more files.`)
  const result = await bench(targets)
  if (values.json) console.log(JSON.stringify(result, undefined, 2))
  else print(result)
}
