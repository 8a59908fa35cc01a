/** The yardstick: prometheus-blackbox-exporter asks the same targets, as Prometheus makes it ask. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { Pool } from 'undici'

const NAMES = ['prometheus-blackbox-exporter', 'blackbox_exporter']
const CONFIG = 'modules: { probe: { prober: http, timeout: 5s, http: { preferred_ip_protocol: ip4 } } }\n'
const CONCURRENCY = 64
/** Linux counts CPU time in these, whatever the kernel's own tick. */
const TICKS_PER_SECOND = 100

const installed = () =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((dir) => NAMES.map((name) => join(dir, name)))
    .find((file) => existsSync(file))

function cpuSeconds(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name, in brackets, may hold spaces: fields are counted after it. utime and stime are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}

const rssMiB = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })

/** Probes per CPU-second of the exporter over `urls`, or why it cannot be told here. */
export async function blackbox(urls) {
  const program = installed()
  if (!program) return { is: 'absent', because: `${NAMES[0]} is not installed` }
  if (!existsSync('/proc/self/stat')) return { is: 'absent', because: 'this system has no /proc to read CPU time from' }
  const dir = mkdtempSync(join(tmpdir(), 'failover-bench-'))
  const config = join(dir, 'blackbox.yml')
  writeFileSync(config, CONFIG)
  const port = await freePort()
  const options = [`--config.file=${config}`, `--web.listen-address=127.0.0.1:${port}`, '--log.level=error']
  const child = spawn(program, options, { stdio: 'ignore' })
  const gone = new Promise((resolve) => child.once('exit', resolve))
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: CONCURRENCY })
  try {
    await untilUp(pool, child)
    await askAll(pool, urls.slice(0, 200))
    const before = cpuSeconds(child.pid)
    const began = performance.now()
    const passed = await askAll(pool, urls)
    const cpu = cpuSeconds(child.pid) - before
    const tookMs = performance.now() - began
    return {
      is: 'measured',
      probes: urls.length,
      passed,
      cpuSeconds: cpu,
      perCpuSecond: urls.length / cpu,
      tookMs,
      rssMiB: rssMiB(child.pid),
    }
  } finally {
    await pool.destroy()
    child.kill()
    await gone
    rmSync(dir, { recursive: true, force: true })
  }
}

async function untilUp(pool, child) {
  for (let tries = 0; tries < 200; tries++) {
    if (child.exitCode !== null) throw new Error(`the exporter ended with exit code ${child.exitCode}`)
    try {
      const { body } = await pool.request({ path: '/-/healthy', method: 'GET' })
      await body.dump()
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  throw new Error('the exporter did not come up within 10 s')
}

/** How many of `urls` the exporter found well. */
async function askAll(pool, urls) {
  let next = 0
  let passed = 0
  const worker = async () => {
    while (next < urls.length) {
      const path = `/probe?module=probe&target=${encodeURIComponent(urls[next++])}`
      const { body } = await pool.request({ path, method: 'GET' })
      if (/^probe_success 1$/m.test(await body.text())) passed++
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, worker))
  return passed
}
