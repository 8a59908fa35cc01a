/** The watcher's metrics, in Prometheus' text format. Healths are state sets: one series a state, 1 for the one that holds. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Observation } from '../model/health.js'
import { nameOf } from '../model/place.js'
import { worseIn } from '../rehearse/drift.js'
import type { PlaceStatus, StatusDocument } from './status-document.js'
import type { Watcher } from './watcher.js'

const HEALTHS = ['healthy', 'suspect', 'impaired', 'recovering', 'unknown'] as const
const PROBE_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const MS_PER_SECOND = 1_000

export interface Metrics extends Watcher {
  readonly contentType: string
  /** Everything as text; healths and figures from `status`. */
  text(status: StatusDocument | undefined): Promise<string>
}

export function metricsFor(epoch: number, version: string): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const probe = ['signal', 'place', 'vantage'] as const
  const latency = new Histogram({
    ...{ name: 'failover_probe_latency_seconds', help: 'Time to a passing answer.' },
    ...{ labelNames: probe, buckets: PROBE_BUCKETS, registers },
  })
  const failures = new Counter({
    ...{ name: 'failover_probe_failures_total', help: 'Probes that failed, by how.' },
    ...{ labelNames: [...probe, 'mode'] as const, registers },
  })
  const unknowns = new Counter({
    ...{ name: 'failover_probe_unknown_total', help: 'Probes that could not tell.', labelNames: probe, registers },
  })
  const tickSeconds = new Histogram({
    ...{ name: 'failover_tick_seconds', help: 'Time for one round of look, assess, decide and plan.', registers },
    buckets: PROBE_BUCKETS,
  })
  const decisions = new Counter({
    ...{ name: 'failover_decisions_total', help: 'Decisions, by kind and by reason or move.', registers },
    labelNames: ['kind', 'reason'] as const,
  })
  const opened = new Counter({
    ...{
      name: 'failover_incidents_total',
      help: 'Incidents opened, by move.',
      labelNames: ['move'] as const,
      registers,
    },
  })
  const ended = new Counter({
    ...{
      name: 'failover_incidents_ended_total',
      help: 'How moves ended.',
      labelNames: ['outcome'] as const,
      registers,
    },
  })
  const troubles = new Counter({
    ...{ name: 'failover_trouble_total', help: 'What went wrong and was survived.', registers },
    labelNames: ['doing'] as const,
  })
  const rehearsals = new Counter({
    ...{ name: 'failover_rehearsals_total', help: 'Scheduled rehearsals, by drill and outcome.', registers },
    labelNames: ['drill', 'outcome'] as const,
  })
  const standing = figures(registry)
  new Gauge({ name: 'failover_is_leader', help: '1 while this process holds the lease.', registers }).set(1)
  new Gauge({ name: 'failover_epoch', help: 'Epoch of the lease; it only grows.', registers }).set(epoch)
  new Gauge({ name: 'failover_build_info', help: 'Always 1.', labelNames: ['version', 'node'], registers }).set(
    { version, node: process.version },
    1,
  )
  return {
    contentType: registry.contentType,
    onSeen: (observations) => countProbes(observations, { latency, failures, unknowns }),
    onTick: ({ decision }, tookMs) => {
      tickSeconds.observe(tookMs / MS_PER_SECOND)
      decisions.inc({ kind: decision.kind, reason: decision.kind === 'hold' ? decision.reason : decision.move.kind })
    },
    onEntry: ({ event }) => {
      if (event.kind === 'incident-opened') opened.inc({ move: event.move.kind })
    },
    onEnded: ({ is }) => ended.inc({ outcome: is }),
    onRehearsed: ({ drill, outcome }) => rehearsals.inc({ drill, outcome }),
    onTrouble: (doing) => troubles.inc({ doing }),
    text: async (status) => {
      if (status) standing(status)
      return registry.metrics()
    },
  }
}

interface ProbeMetrics {
  readonly latency: Histogram<'signal' | 'place' | 'vantage'>
  readonly failures: Counter<'signal' | 'place' | 'vantage' | 'mode'>
  readonly unknowns: Counter<'signal' | 'place' | 'vantage'>
}

function countProbes(observations: readonly Observation[], { failures, latency, unknowns }: ProbeMetrics): void {
  for (const observation of observations) {
    if (observation.kind !== 'check') continue
    const { from, of, signal, verdict } = observation
    const labels = { signal, place: nameOf(of), vantage: from }
    if (verdict.is === 'pass') latency.observe(labels, verdict.latencyMs / MS_PER_SECOND)
    else if (verdict.is === 'fail') failures.inc({ ...labels, mode: verdict.mode })
    else unknowns.inc(labels)
  }
}

/** Sets what is read off a status; a figure that is not known has no series, rather than an old or a made-up one. */
function figures(registry: Registry): (status: StatusDocument) => void {
  const registers = [registry]
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[]): Gauge<Label> =>
    new Gauge({ name, help, labelNames, registers })
  const zone = gauge('failover_zone_health', 'Health of a zone, a state set.', ['region', 'zone', 'state'])
  const region = gauge('failover_region_health', 'Health of a region, a state set.', ['region', 'state'])
  const active = gauge('failover_region_active', '1 for the region that serves.', ['region'])
  const lag = gauge('failover_replica_lag_seconds', 'Lag of the replica in a region.', ['region', 'resource'])
  const capacity = gauge('failover_capacity_percent', 'Useful capacity, of what serves now.', ['region', 'resource'])
  const open = gauge('failover_incident_open', '1 while an incident is open or halted.', [])
  const worse = gauge('failover_rehearsal_worse', 'What got worse by the last rehearsal of a drill.', ['drill'])
  return ({ incident, regions, rehearsals = [] }) => {
    worse.reset()
    for (const { drill, last } of rehearsals) if (last) worse.set({ drill }, worseIn(last).length)
    lag.reset()
    capacity.reset()
    open.set(incident ? 1 : 0)
    for (const place of regions) {
      const { name } = place
      active.set({ region: name }, place.active ? 1 : 0)
      eachState(place, (state, value) => region.set({ region: name, state }, value))
      for (const each of place.zones) {
        eachState(each, (state, value) => zone.set({ region: name, zone: each.name, state }, value))
      }
      for (const { name: what, reading, resource } of place.gauges) {
        if (reading.is === 'unknown') continue
        const labels = { region: name, resource }
        if (what === 'replica-lag-ms') lag.set(labels, reading.value / MS_PER_SECOND)
        else capacity.set(labels, reading.value)
      }
    }
  }
}

function eachState({ health }: PlaceStatus, set: (state: PlaceStatus['health'], value: 0 | 1) => void): void {
  for (const state of HEALTHS) set(state, state === health ? 1 : 0)
}
