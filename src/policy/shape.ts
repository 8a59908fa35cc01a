/** From a policy file, which has passed every check, to the `Policy` the rooms read. */
import { region, vantage, zone } from '../model/place.js'
import { auditOf } from './audit.js'
import { drillsOf } from './drills.js'
import type { DecidePolicy, ObservePolicy, Policy, RegionPolicy, SignalPolicy, TrafficPolicy } from './policy.js'
import type { PolicyFile } from './schema.js'
import type { Signal } from './signals.js'
import { accessOf, verifyOf } from './verify.js'
import { watchedOf } from './watch-shape.js'

/** The policy a file means; defaults that hang on other fields are filled in here. */
export function policyOf(file: PolicyFile): Policy {
  const regions = Object.entries(file.regions).map(
    ([code, { fate, role, zones }]): RegionPolicy => ({
      region: region(code),
      role,
      zones: zones.map(zone),
      fate: fate ?? code,
    }),
  )
  // The local cloud has a place of its own for the journal.
  const store = file.store ?? (file.world === 'aws' ? `file:.failover/${file.app}` : undefined)
  return {
    version: file.version,
    app: file.app,
    world: file.world,
    regions,
    ...(store === undefined ? {} : { store }),
    observe: observeOf(file.observe, file.app),
    assess: { impairedAfter: file.assess.impaired_after, healthyAfter: file.assess.healthy_after },
    decide: decideOf(file),
    plan: {
      avoid: file.plan.avoid,
      forbid: file.plan.forbid,
      unreachableWriter: file.plan.unreachable_writer,
      traffic: trafficOf(file.plan.traffic),
      resources: Object.entries(file.plan.resources).map(([name, resource]) => ({ name, ...resource })),
    },
    verify: verifyOf(file.verify),
    aws: accessOf(file.aws),
    audit: auditOf(file.audit),
    drills: drillsOf(file.drills),
    report: {
      objectives: {
        recoveryTimeMs: file.report.objectives.recovery_time,
        recoveryPointMs: file.report.objectives.recovery_point,
      },
    },
  }
}

function observeOf(observe: PolicyFile['observe'], app: string): ObservePolicy {
  const { confirm, endpoints, every, jitter, quorum, signals, vantage_function: vantageFunction, vantages } = observe
  return {
    everyMs: every,
    jitterPercent: jitter,
    vantages: vantages.map(vantage),
    quorum: quorum ?? Math.min(2, vantages.length),
    confirm: { times: confirm.times, everyMs: confirm.every },
    signals: Object.entries(signals).map(([name, signal]) => signalOf(name, signal, app, every)),
    ...(endpoints === undefined ? {} : { endpoints }),
    ...(vantageFunction === undefined ? {} : { vantageFunction }),
  }
}

const USUAL_TIMEOUT_MS = 2_000

function signalOf(name: string, signal: Signal, app: string, everyMs: number): SignalPolicy {
  const timeoutMs = signal.timeout ?? Math.min(USUAL_TIMEOUT_MS, everyMs / 2)
  if ('watch' in signal) return watchedOf(name, signal, app, timeoutMs)
  const { per, quorum, tells } = signal
  const common = { name, per, timeoutMs, tells, ...(quorum === undefined ? {} : { quorum }) }
  switch (signal.probe) {
    case 'http': {
      const { body, max_body: maxBodyBytes, method, probe, status, url } = signal
      return {
        ...{ ...common, probe, target: url, method, status },
        ...(body === undefined ? {} : { body }),
        ...(maxBodyBytes === undefined ? {} : { maxBodyBytes }),
      }
    }
    case 'tcp':
      return { ...common, probe: signal.probe, target: signal.target }
    case 'tls': {
      const { expires_after: expiresAfterMs, probe, server_name: serverName, target } = signal
      return { ...common, probe, target, expiresAfterMs, ...(serverName === undefined ? {} : { serverName }) }
    }
    case 'dns':
      return { ...common, probe: signal.probe, target: signal.target, query: signal.name, type: signal.type }
  }
}

function decideOf({ decide, observe, regions }: PolicyFile): DecidePolicy {
  const { automatic, freeze_windows: freezeWindows, guards, region_impaired_when: when } = decide
  return {
    automatic,
    regionImpairedWhen: { zones: when.zones ?? mostOf(smallestRegion(regions)), planes: when.planes },
    guards: {
      replicaLagMs: guards.replica_lag,
      standbyCapacityPercent: guards.standby_capacity,
      cooldownMs: guards.cooldown,
      directionMs: guards.direction,
      holdDownMs: guards.hold_down,
      disturbanceMs: guards.disturbance,
      partitionMs: guards.partition,
      evidenceMs: guards.evidence ?? 3 * observe.every,
      handPercent: guards.hand,
    },
    freezeWindows: freezeWindows.map((window) => {
      if (window.kind === 'span') return window
      const { cron, for: forMs, kind, time_zone: timeZone, why } = window
      return { kind, cron, forMs, timeZone, why }
    }),
  }
}

function trafficOf({ failover, settle, stages, trickle }: PolicyFile['plan']['traffic']): TrafficPolicy {
  const inFailover = failover === 'staged' ? 'staged' : 'at-once'
  return { stages, settleMs: settle, inFailover, tricklePercent: trickle }
}

/** Zones of the region that has the fewest. */
export const smallestRegion = (regions: PolicyFile['regions']): number =>
  Math.min(...Object.values(regions).map(({ zones }) => zones.length))

/** More than half, at least two, and no more than there are. */
const mostOf = (zones: number): number => Math.min(zones, Math.max(2, Math.floor(zones / 2) + 1))
