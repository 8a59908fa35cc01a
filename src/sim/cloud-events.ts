/** The drill's events, each at its time: the cloud brings about its own, and hands on those that happen to controllers. */
import type { Cloud } from './cloud.js'
import type { Drill, DrillEvent } from './drill.js'
import type { RunnerEvent } from './simulation.js'
import type { Trace } from './trace.js'

/** Who is told of events. */
export interface EventParts {
  readonly cloud: Cloud
  readonly drill: Drill
  readonly onHappened: (happened: Trace['happened'][number]) => void
  readonly onRunner: (event: RunnerEvent) => void
  /** Skews the wall clock of whoever leads, by so many ms. */
  readonly skew: (ms: number) => void
}

/** Puts every event on the timeline, its end too where it has one. */
export function scheduleEvents(parts: EventParts): void {
  const { cloud, drill, onHappened } = parts
  for (const event of drill.events) {
    cloud.timeline.at(event.atMs, () => {
      onHappened({ atMs: cloud.nowMs, event, ends: false })
      begin(event, parts)
    })
    if (event.forMs === undefined || event.kind === 'controller' || event.kind === 'operator') continue
    cloud.timeline.at(event.atMs + event.forMs, () => {
      onHappened({ atMs: cloud.nowMs, event, ends: true })
      end(event, parts)
    })
  }
}

function begin(event: DrillEvent, { cloud, onRunner, skew }: EventParts): void {
  if (event.kind === 'clock') skew(event.skewMs)
  else if (event.kind === 'controller' || event.kind === 'operator') onRunner(event)
  else cloud.change(() => bringAbout(cloud, event))
}

function end(event: DrillEvent, { cloud, skew }: EventParts): void {
  if (event.kind === 'clock') skew(0)
  else if (event.kind !== 'controller' && event.kind !== 'operator') cloud.change(() => takeBack(cloud, event))
}

type CloudEvent = Exclude<DrillEvent, { readonly kind: 'clock' | 'controller' | 'operator' }>

function bringAbout(cloud: Cloud, event: CloudEvent): void {
  switch (event.kind) {
    case 'impair':
      cloud.planes.begin(event, cloud.nowMs)
      break
    case 'partition':
      cloud.partitions.cut(event.between, cloud.nowMs)
      break
    case 'lag':
      setLag(cloud, event.database, event.isMs)
      break
    case 'capacity': {
      const { launches, region } = event
      cloud.launches.set(region, launches === 'refused' ? 0 : launches === 'granted' ? 1 : launches / 100)
      break
    }
    case 'release':
      for (const region of event.regions) cloud.releases.set(region, event.errorsPercent / 100)
  }
}

function takeBack(cloud: Cloud, event: CloudEvent): void {
  switch (event.kind) {
    case 'impair':
      cloud.planes.end(event)
      break
    case 'partition':
      cloud.partitions.mend(event.between)
      break
    case 'lag':
      setLag(cloud, event.database, cloud.databases.get(event.database)?.usualLagMs ?? 0)
      break
    case 'capacity':
      cloud.launches.delete(event.region)
      break
    case 'release':
      for (const region of event.regions) cloud.releases.delete(region)
  }
}

function setLag(cloud: Cloud, name: string, lagMs: number): void {
  const database = cloud.databases.get(name)
  if (database) database.lagMs = lagMs
}
