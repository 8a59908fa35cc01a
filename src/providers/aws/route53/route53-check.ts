/** What `validate --live` looks at for a name: everything it names exists, and no known foot-gun is loaded. */
import { HeadBucketCommand } from '@aws-sdk/client-s3'
import { region } from '../../../model/place.js'
import { type Asked, asked, targetIn } from '../driver-context.js'
import type { Finding, LiveCheck } from '../live-check.js'
import { dataOf, route53Control } from '../places.js'
import { checksNow } from './route53-check-now.js'
import { recordFindings } from './route53-check-records.js'
import { say, settingFindings } from './route53-check-settings.js'
import { clusterSeen, type NameParts, objectsSeen } from './route53-inspect.js'
import { foreignOwner } from './route53-marker.js'
import { recordsReader } from './route53-read.js'
import type { Settings } from './route53-record.js'
import { textsInZone } from './route53-zone.js'

const READ_MS = 2_500
const ENDPOINTS_MIN = 3

export const check: LiveCheck = async (resource, context, signal) => {
  const settings = resource.settings as Settings
  const parts: NameParts = { resource: resource.name, settings, context }
  const found = await asked(route53Control, () => recordsReader(parts)(signal))
  const [zone, checks, bucket, cluster] = await Promise.all([
    found.is === 'answer' ? sharedZone(parts, found.answer.name.zone, signal) : [],
    found.is === 'answer' ? checksNow(parts, found.answer.checks, signal) : [],
    bucketFindings(parts, signal),
    clusterFindings(parts, signal),
  ])
  const records = found.is === 'answer' ? recordFindings(parts, found.answer) : [unseen(parts, found)]
  return [...settingFindings(parts), ...records, ...checks, ...zone, ...bucket, ...cluster]
}

function unseen({ resource }: NameParts, found: Extract<Asked<unknown>, { is: 'none' }>): Finding {
  if (found.code === 'not-found')
    return say(resource, 'zone-missing', 'error', found.because, 'create it, or name it rightly')
  if (found.code === 'conflict') return say(resource, 'zone-ambiguous', 'error', found.because, 'give "hosted_zone"')
  return say(resource, 'records-unseen', 'unknown', found.because, 'see that Route 53 answers you, then ask again')
}

/** The account's five requests a second are shared with whoever else edits the zone. */
async function sharedZone(parts: NameParts, zone: string, signal: AbortSignal): Promise<readonly Finding[]> {
  const { context, resource, settings } = parts
  const texts = await asked(route53Control, () => textsInZone(zone, { settings, context, signal }))
  const owner = texts.is === 'answer' ? foreignOwner(texts.answer) : undefined
  if (owner === undefined) return []
  const says = `${owner} edits the zone as well: it may edit our records, and it shares Route 53's limit of 5 requests a second`
  return [say(resource, 'zone-shared', 'warning', says, 'keep this name out of its filters, and let it poll slowly')]
}

async function bucketFindings(parts: NameParts, signal: AbortSignal): Promise<readonly Finding[]> {
  const { context, resource, settings } = parts
  const { role, switch: of } = settings
  if (!of) return []
  const at = region(of.region)
  const command = new HeadBucketCommand({ Bucket: of.bucket })
  const [head, objects] = await Promise.all([
    asked(dataOf('s3', at), () => context.aws.call('s3', targetIn(at, role), command, signal, READ_MS)),
    objectsSeen(parts, signal),
  ])
  const bucket = `s3://${of.bucket}`
  if (head.is === 'none') {
    const isGone = head.code === 'not-found'
    const severity = isGone ? 'error' : 'unknown'
    return [
      say(resource, isGone ? 'bucket-missing' : 'bucket-unseen', severity, `${bucket}: ${head.because}`, NO_BUCKET),
    ]
  }
  const where = head.answer.BucketRegion
  const isElsewhere = where !== undefined && where !== of.region
  const unread = Object.entries(objects).flatMap(([, object]) => (object.is === 'none' ? [object.because] : []))
  return [
    ...(isElsewhere
      ? [
          say(
            resource,
            'bucket-elsewhere',
            'error',
            `${bucket} stands in ${where}, not in ${of.region}`,
            'correct "region"',
          ),
        ]
      : []),
    ...unread.map((because) => say(resource, 'switch-unseen', 'unknown', because, 'see the permissions: s3:GetObject')),
  ]
}
const NO_BUCKET = 'create the bucket in the standby region, with its objects readable by health checkers'

async function clusterFindings(parts: NameParts, signal: AbortSignal): Promise<readonly Finding[]> {
  const cluster = await clusterSeen(parts, signal)
  if (!cluster) return []
  const away = cluster.endpoints.flatMap(({ found, region: at }) =>
    found.is === 'none' ? [`${at}: ${found.because}`] : [],
  )
  if (cluster.endpoints.length - away.length >= ENDPOINTS_MIN) return []
  const says = `${away.length} of ${cluster.endpoints.length} endpoints of the cluster do not answer: ${away.join('; ')}`
  return [say(parts.resource, 'endpoints-away', 'error', says, 'see the endpoints, the network and the permissions')]
}
