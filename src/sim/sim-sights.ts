/** What a probe of a simulated place finds: one draw where only a share of requests fails, and none where all are alike. */
import type { Verdict } from '../model/health.js'
import type { FaultDomain, Region, Service, ZoneId } from '../model/place.js'
import { formatMs } from '../model/units.js'
import type { Random } from '../model/world.js'
import type { SignalPolicy } from '../policy/policy.js'
import type { Cloud } from './cloud.js'
import type { Shares } from './users.js'

/** A probe there and back, on a good day. */
const USUAL_MS = 30
const PASS: Verdict = { is: 'pass', latencyMs: USUAL_MS }
const DATABASES: ReadonlySet<string> = new Set(['rds', 'aurora', 'dynamodb', 'postgres'])

type Probe = Extract<SignalPolicy, { readonly probe: string }>

/** One probe to be made. */
export interface Sight {
  readonly cloud: Cloud
  readonly random: Random
  readonly signal: Probe
  readonly at: FaultDomain
  /** Whether the probe goes by the balancers. */
  readonly isByBalancer: boolean
}

/** What the probe finds now. */
export function probed({ at, cloud, isByBalancer, random, signal }: Sight): Verdict {
  const { timeoutMs } = signal
  const zone = at.kind === 'zone' ? at.zone : drawn(reachedIn(cloud, at.region), random)
  const host = cloud.host(at.region, zone as ZoneId, isByBalancer)
  const stuck = cloud.root(at.region) === 'ebs' ? (cloud.noise?.stuck(zone as ZoneId, cloud.nowMs) ?? 0) : 0
  if (random() < 1 - (1 - host.silent) * (1 - stuck)) return silent(timeoutMs)
  if (random() < host.wrong) return { is: 'fail', because: 'HTTP 503', mode: 'wrong-answer' }
  if (signal.tells !== 'domain' && signal.tells !== 'control') {
    const found = told(cloud, at, signal.tells, random, timeoutMs)
    if (found) return found
  }
  if (isWrite(signal)) {
    // Who asks of the disks was told of them already.
    if (signal.tells !== 'ebs' && random() < host.gray) return silent(timeoutMs)
    const stuck = [...cloud.databases.values()].find((database) => {
      const server = (signal.tells === 'domain' || database.engine === signal.tells) && database.at(at.region)
      return server && (!server.isUp || (server.role === 'writer' && server.fences.size > 0))
    })
    if (stuck) return { is: 'fail', because: `HTTP 500: no write lands in ${stuck.name}`, mode: 'wrong-answer' }
  }
  if (host.slowMs === 0) return PASS
  const latencyMs = USUAL_MS + host.slowMs
  if (latencyMs <= timeoutMs) return { is: 'pass', latencyMs }
  return { is: 'fail', because: `no whole answer within ${formatMs(timeoutMs)}`, mode: 'slow' }
}

/** The zones of a region's answer; who cannot connect to one address of a name goes on to the next. */
export function reachedIn(cloud: Cloud, region: Region): Shares {
  const answers = cloud.zoneAnswers(region)
  if (cloud.planes.areWell) return answers
  const reached = Object.entries(answers).filter(([zone]) => cloud.host(region, zone as ZoneId).silent < 1)
  return reached.length > 0 ? Object.fromEntries(reached) : answers
}

/** No answer in time. */
export const silent = (timeoutMs: number): Verdict => ({
  ...{ is: 'fail', because: `no answer within ${formatMs(timeoutMs)}`, mode: 'silent' },
})

/** A probe of a service's data side sees what ails it, gray or not. */
function told(cloud: Cloud, at: FaultDomain, service: Service, random: Random, timeoutMs: number): Verdict | undefined {
  if (DATABASES.has(service)) return undefined
  const fate = cloud.planes.fateOf({ service, side: 'data', at }, cloud.nowMs)
  if (random() >= fate.failing) return undefined
  return fate.hangs ? silent(timeoutMs) : { is: 'fail', because: `HTTP 500: ${service} fails`, mode: 'wrong-answer' }
}

function isWrite(signal: Probe): boolean {
  if (DATABASES.has(signal.tells)) return true
  return signal.probe === 'http' && (signal.method === 'POST' || signal.target.includes('write'))
}

/** One of the places, each as likely as its share. */
export function drawn(shares: Shares, random: Random): string {
  const all = Object.entries(shares).filter(([, share]) => share > 0)
  if (all.length <= 1) return all[0]?.[0] ?? ''
  let left = random()
  for (const [place, share] of all) {
    left -= share
    if (left < 0) return place
  }
  return all.at(-1)?.[0] ?? ''
}

/** What a user meets in a zone: a read, and a write where one is tried. */
export function met(
  cloud: Cloud,
  random: Random,
  place: { readonly region: Region; readonly zone: ZoneId },
): { readonly read: Verdict; readonly write: Verdict } {
  const { reads, writes } = cloud.served(place.region, place.zone)
  const isSilent = cloud.host(place.region, place.zone).silent > 0
  const luck = random()
  const of = (share: number, doing: string): Verdict => {
    if (luck < share) return PASS
    return {
      is: 'fail',
      because: isSilent ? `no answer to a ${doing}` : `HTTP 500 to a ${doing}`,
      mode: isSilent ? 'silent' : 'wrong-answer',
    }
  }
  return { read: of(reads, 'read'), write: of(writes, 'write') }
}
