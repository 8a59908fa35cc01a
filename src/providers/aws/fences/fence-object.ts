/**
 * A fence that the app checks: an object in S3, outside the region it fences, whose presence means "stop writing". It
 * carries the epoch, and is written and deleted only as it was last seen (If-None-Match, If-Match), so that a late, stale
 * plan takes nothing down. S3 reads are strongly consistent, so an app that looks after it is there sees it
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/Welcome.html#ConsistencyModel).
 */
import { DeleteObjectCommand, HeadBucketCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { OperatingError } from '../../../model/error.js'
import { type Region, region } from '../../../model/place.js'
import type { Action } from '../../../model/plan.js'
import { type AwsContext, asked, targetIn, textIn } from '../driver-context.js'
import { dataOf } from '../places.js'
import type { FenceKind, Roles } from './fence-kind.js'
import type { FenceOf } from './fence-settings.js'

const ASK_MS = 2_500

export const objectFence: FenceKind<FenceOf<'object'>> = {
  covers: ({ region: home }, at) => home !== at,
  travels: false,
  outlasts: true,
  way: (fence, { at, resource }) => {
    const data = { at, resource, ...placeOf(fence, at) }
    return {
      says: `tell the app in ${at} to stop writing to ${resource}: put s3://${data.bucket}/${data.key} (${data.home})`,
      needs: [dataOf('s3', region(fence.region))],
      ...{ raise: data, lower: data, expectedMs: 300, deadlineMs: 15_000 },
    }
  },
  look: async (fence, at, { context, role, signal }) => {
    const place = placeOf(fence, at)
    const found = await asked(dataOf('s3', region(place.home)), async () => {
      const command = new HeadBucketCommand({ Bucket: place.bucket })
      await context.aws.call('s3', targetIn(region(place.home), role), command, signal, ASK_MS)
      return objectAt(context, role, place, signal)
    })
    if (found.is === 'none') {
      const isGone = found.code === 'not-found'
      return { fact: { is: isGone ? 'unmet' : 'unknown', because: found.because }, impaired: found.impaired }
    }
    const stands = found.answer ? `stands, put under epoch ${found.answer.epoch}` : 'is not there, and can be put'
    return {
      fact: { is: 'met', because: `s3://${place.bucket}/${place.key} ${stands}` },
      stands: found.answer !== undefined,
      ...(found.answer ? { state: { epoch: found.answer.epoch } } : {}),
      impaired: [],
    }
  },
  acts: (context, role) => ({
    raise: {
      holds: async (data, { signal }) => {
        const place = placeIn(data)
        const found = await objectAt(context, role, place, signal)
        const says = `s3://${place.bucket}/${place.key} ${found ? 'is' : 'is not'} there`
        return { is: found ? 'yes' : 'no', because: says }
      },
      apply: async (data, { epoch, signal }) => {
        const place = placeIn(data)
        if (await objectAt(context, role, place, signal)) return
        const Metadata = { resource: textIn(data, 'resource'), epoch: String(epoch) }
        const Body = JSON.stringify({ ...Metadata, fenced: textIn(data, 'at') })
        const to = { Bucket: place.bucket, Key: place.key, IfNoneMatch: '*' }
        const command = new PutObjectCommand({ ...to, Body, Metadata, ContentType: 'application/json' })
        await context.aws.call('s3', targetIn(region(place.home), role), command, signal)
      },
    },
    lower: {
      holds: async (data, { signal }) => {
        const place = placeIn(data)
        const found = await objectAt(context, role, place, signal)
        const says = `s3://${place.bucket}/${place.key} ${found ? 'is' : 'is not'} there`
        return { is: found ? 'no' : 'yes', because: says }
      },
      apply: async (data, { epoch, signal }) => {
        const place = placeIn(data)
        const found = await objectAt(context, role, place, signal)
        if (!found) return
        refuseOthers(place, found, textIn(data, 'resource'), epoch)
        const command = new DeleteObjectCommand({ Bucket: place.bucket, Key: place.key, IfMatch: found.etag })
        await context.aws.call('s3', targetIn(region(place.home), role), command, signal)
      },
    },
  }),
}

interface Place {
  readonly bucket: string
  readonly key: string
  /** The bucket's region. */
  readonly home: string
}

interface Found {
  readonly etag: string
  readonly resource: string
  readonly epoch: number
}

const placeOf = ({ bucket, key, region: home }: FenceOf<'object'>, at: Region): Place => ({
  ...{ bucket, home },
  key: key.replaceAll('{region}', at),
})

const placeIn = (data: Action['with']): Place => ({
  bucket: textIn(data, 'bucket'),
  key: textIn(data, 'key'),
  home: textIn(data, 'home'),
})

function refuseOthers({ bucket, key }: Place, found: Found, resource: string, epoch: number): void {
  if (found.resource === resource && found.epoch <= epoch) return
  const whose = found.resource === resource ? `a newer run's (epoch ${found.epoch})` : `of ${found.resource}`
  throw new OperatingError('conflict', `s3://${bucket}/${key} is ${whose}, not ours to take away`)
}

/** The object, or nothing. Without s3:ListBucket S3 says "denied" of one that is not there, so that is asked for too. */
async function objectAt(
  { aws }: AwsContext,
  role: Roles,
  { bucket, home, key }: Place,
  signal: AbortSignal,
): Promise<Found | undefined> {
  try {
    const command = new HeadObjectCommand({ Bucket: bucket, Key: key })
    const { ETag: etag = '', Metadata = {} } = await aws.call(
      's3',
      targetIn(region(home), role),
      command,
      signal,
      ASK_MS,
    )
    return { etag, resource: Metadata.resource ?? 'somebody else', epoch: Number(Metadata.epoch ?? 0) || 0 }
  } catch (thrown) {
    if (thrown instanceof OperatingError && thrown.code === 'not-found') return undefined
    throw thrown
  }
}
