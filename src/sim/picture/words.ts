/** The picture's words for places, services and time: for someone who was never there. */
import { SERVICES as NAMES, type Region, type Service, type Subject } from '../../model/place.js'
import { formatMs, formatPercent } from '../../model/units.js'
import type { DrillEvent, Effect } from '../drill.js'

const SERVICES: { readonly [service in Service]: string } = {
  ec2: 'virtual machines',
  ebs: 'block storage',
  elb: 'load balancers',
  rds: 'databases (RDS)',
  aurora: 'databases (Aurora)',
  dynamodb: 'tables (DynamoDB)',
  elasticache: 'caches',
  s3: 'object storage',
  route53: 'DNS (Route 53)',
  arc: 'routing controls',
  iam: 'access rights (IAM)',
  sts: 'credentials (STS)',
  cloudwatch: 'metrics (CloudWatch)',
  autoscaling: 'automatic scaling',
  'zonal-shift': 'zonal shift',
  'global-accelerator': 'Global Accelerator',
  lambda: 'functions (Lambda)',
  ecs: 'containers (ECS)',
  eks: 'containers (EKS)',
  network: 'the network',
  power: 'the power',
  postgres: 'PostgreSQL',
  dns: 'DNS',
  compute: 'servers',
}

/** `block storage`, or `control plane of block storage`. */
export const serviceWords = (service: Service, side: 'control' | 'data'): string =>
  side === 'data' ? SERVICES[service] : `control plane of ${SERVICES[service]}`

/** An instant from minute 0: `T+4 min 30 s`. */
export function tPlus(ms: number): string {
  const seconds = Math.round(ms / 1_000) * 1_000
  return seconds === 0 ? 'T+0' : seconds < 0 ? `T\u2212${formatMs(-seconds)}` : `T+${formatMs(seconds)}`
}

/** `T+1 min to T+2 min (1 min)`. */
export const spanWords = (fromMs: number, toMs: number): string =>
  fromMs === toMs ? tPlus(fromMs) : `${tPlus(fromMs)} to ${tPlus(toMs)} (${formatMs(toMs - fromMs)})`

/** A subject for people: `use1-az1`, `us-east-1`, `block storage in use1-az1`. */
export function subjectWords(subject: Subject): string {
  if (subject.kind === 'plane') return `${serviceWords(subject.service, subject.side)} in ${subjectWords(subject.at)}`
  return subject.kind === 'zone' ? subject.zone : subject.region
}

/** Where an impairment is. */
export const placeWords = (of: Extract<DrillEvent, { kind: 'impair' }>['of']): string =>
  of.kind === 'global' ? 'everywhere' : `in ${subjectWords(of)}`

/** What an impairment does: `13 % hangs, growing over 15 min; pages from cache still load`. */
export function effectWords({ errorsPercent, gray, hang, latencyMs, rampMs }: Effect): string {
  const share = errorsPercent > 0 && errorsPercent < 100 ? `${formatPercent(errorsPercent)} ` : ''
  const parts = [
    hang ? `${share || 'it '}hangs` : errorsPercent > 0 ? `${share || 'all of it '}fails` : '',
    latencyMs > 0 ? `${formatMs(latencyMs)} slower` : '',
    rampMs > 0 ? `growing over ${formatMs(rampMs)}` : '',
    gray ? 'pages from cache still load' : '',
  ]
  return parts.filter((part) => part !== '').join(', ') || 'disturbed'
}

/** `eu-west-1 and us-east-1`, `nowhere`. */
export const regionsWords = (regions: readonly Region[]): string =>
  regions.length === 0 ? 'nowhere' : regions.join(' and ')

/** `text` beginning with a capital, since it begins a sentence; codes keep their own. */
export const capital = (text: string): string =>
  /^[a-z]+\d|^[a-z]+-[a-z]+-\d/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1)

/** `text` with a full stop, unless it has its own end. */
export const sentence = (text: string): string => {
  const said = plain(text)
  return /[.!?…]$/.test(said) ? capital(said) : `${capital(said)}.`
}

/** `text` with the names of planes in it (`rds/data@us-east-1`) as people say them. */
export const plain = (text: string): string =>
  text.replace(/([a-z0-9-]+)\/(data|control)@([a-z0-9-]+)/g, (whole, service: string, side: string, place: string) => {
    const known = NAMES.find((name) => name === service)
    return known === undefined ? whole : `${serviceWords(known, side === 'data' ? 'data' : 'control')} in ${place}`
  })

/** `text` without what stands in brackets at its end. */
export const brief = (text: string): string => text.replace(/\s*\([^()]*\)$/, '')
