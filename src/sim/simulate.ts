/**
 * The simulated world: one cloud, one store and any number of controllers' hosts, on virtual time. Everything that is left to
 * chance follows from the drill's seed, so that the same drill and the same doings give the same trace.
 */
import type { World } from '../model/world.js'
import { Cloud } from './cloud.js'
import { scheduleEvents } from './cloud-events.js'
import { reactTo } from './cloud-reactions.js'
import type { Drill } from './drill.js'
import { LateMetrics } from './late-metrics.js'
import { Recorder } from './recorder.js'
import { Life } from './sim-clock.js'
import { SharedStore } from './sim-store.js'
import { hostWorld } from './sim-world.js'
import type { RunnerEvent, SimClock, Simulation } from './simulation.js'
import { stillUntilMs } from './stillness.js'
import { Timeline } from './timeline.js'

/** Wall time of minute 0: a Tuesday, so that no freeze window of a usual policy is in the way. */
export const STARTED_AT = Date.UTC(2026, 2, 3, 12)

/** A world for `drill`, at its minute 0. */
export function simulate(drill: Drill): Simulation {
  const timeline = new Timeline()
  const cloud = new Cloud(drill, timeline)
  if (cloud.noise) cloud.late = new LateMetrics(cloud)
  const store = new SharedStore(cloud)
  const recorder = new Recorder(cloud, store)
  const hosts = Array.from({ length: Math.max(1, drill.world.controllers) }, (_, index) => `host-${index + 1}`)
  const lives = new Map<string, Life[]>(hosts.map((host) => [host, []]))
  const skews = new Map<string, number>()
  const due: RunnerEvent[] = []
  scheduleEvents({
    ...{ cloud, drill },
    onHappened: (happened) => recorder.happened.push(happened),
    onRunner: (event) => due.push(event),
    // Nobody leads as yet: the first host will.
    skew: (ms) => skews.set(store.leader ?? hosts[0] ?? '', ms),
  })
  cloud.onChange(() => reactTo(cloud))
  recorder.begin()
  const livesOn = (host: string): Life[] => {
    const known = lives.get(host) ?? []
    lives.set(host, known)
    return known
  }
  return {
    clock: simClock(timeline),
    hosts,
    world: (host): World => {
      const life = new Life(timeline)
      const all = livesOn(host)
      all.push(life)
      return hostWorld({
        cloud,
        store,
        recorder,
        host,
        life,
        turn: all.length,
        startedAt: STARTED_AT,
        skewMs: () => skews.get(host) ?? 0,
      })
    },
    stillUntilMs: () => stillUntilMs(cloud),
    isLed: () => store.isLed,
    due: () => due.splice(0),
    kill: (host) => {
      for (const life of livesOn(host)) life.end()
    },
    pause: (host, forMs) => {
      for (const life of livesOn(host)) life.pause(forMs)
    },
    note: (mind) => recorder.minds.push(mind),
    answered: (answer) => recorder.answers.push(answer),
    trace: () => recorder.trace(STARTED_AT),
  }
}

function simClock(timeline: Timeline): SimClock {
  return {
    now: () => STARTED_AT + Math.round(timeline.elapsedMs),
    monotonic: () => timeline.elapsedMs,
    sleep: (ms) => new Promise((resolve) => void timeline.at(timeline.elapsedMs + ms, resolve, 'process')),
    after: (ms, run) => timeline.at(timeline.elapsedMs + ms, run, 'process'),
    nextMs: () => timeline.nextMs(),
    advanceTo: (ms) => timeline.advanceTo(ms),
    get elapsedMs() {
      return timeline.elapsedMs
    },
  }
}
