/** Looks of failover's own prober, and what they cost this process. */
import { prober } from '../../dist/observe/prober.js'
import { targetsOf } from '../../dist/observe/targets.js'
import { systemClock } from '../../dist/providers/clock.js'

export const TIMEOUT_MS = 2_000
/** What the watcher's tick allows a look over its slowest probe when it looks every 10 s. */
const SPREAD_MS = 2_500
/** Hardly any time to spread over: as fast as it can. */
const HURRY_MS = 100

/** The targets of a policy with one signal for each url; made by the same function as everywhere. */
export function targetsFor(urls) {
  const signals = urls.map((target, i) => ({
    ...{ name: `s${i}`, per: 'region', tells: 'domain', timeoutMs: TIMEOUT_MS },
    ...{ probe: 'http', target, method: 'GET', status: [200] },
  }))
  const regions = [{ region: 'us-east-1', role: 'primary', zones: [], fate: 'us-east-1' }]
  const places = { endpointOf: () => undefined, sourceOf: () => undefined }
  return targetsOf({ observe: { signals, vantages: ['bench'] }, regions }, places)
}

export const open = (urls) => prober(targetsFor(urls), { clock: systemClock(), random: Math.random })

/** One look, in a hurry or spread as the watcher's looks are. */
export async function look(observer, hurry) {
  const cpu = process.cpuUsage()
  const began = performance.now()
  const checks = await observer.look({ deadlineMs: TIMEOUT_MS + (hurry ? HURRY_MS : SPREAD_MS) })
  const { system, user } = process.cpuUsage(cpu)
  return { checks, cpuSeconds: (system + user) / 1e6, tookMs: performance.now() - began }
}

/** Probes per CPU-second over several looks. */
export function rateOf(looks) {
  const probes = looks.reduce((sum, { checks }) => sum + checks.length, 0)
  const cpuSeconds = looks.reduce((sum, one) => sum + one.cpuSeconds, 0)
  const passed = looks.reduce(
    (sum, { checks }) => sum + checks.filter(({ verdict }) => verdict.is === 'pass').length,
    0,
  )
  const tookMs = looks.reduce((sum, one) => sum + one.tookMs, 0)
  return { probes, passed, cpuSeconds, perCpuSecond: probes / cpuSeconds, tookMs }
}

/** Every pass: the latency that was kept minus the time the server imposed, ms, sorted. */
export const latencyErrors = (checks, imposed) =>
  checks
    .flatMap(({ signal, verdict }) =>
      verdict.is === 'pass' ? [verdict.latencyMs - imposed[Number(signal.slice(1))]] : [],
    )
    .sort((a, b) => a - b)

export const percentile = (sorted, percent) =>
  sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))]
