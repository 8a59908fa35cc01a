/**
 * Switch objects: while a region's object exists, the region is off, since its records have an inverted health check that
 * asks for it. The object stands outside the region it switches off, so that the flip needs one write of S3's data side
 * there, and nothing of what is failing
 * (https://aws.amazon.com/blogs/networking-and-content-delivery/creating-disaster-recovery-mechanisms-using-amazon-route-53/).
 *
 * Writes are conditional, and each object says whose it is and under which epoch it was put (law 26).
 */
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { z } from 'zod'
import { OperatingError } from '../../../model/error.js'
import { region as asRegion } from '../../../model/place.js'
import { type AwsContext, targetIn } from '../driver-context.js'
import type { HealthSwitch, Settings } from './route53-record.js'

const READ_MS = 2_500

/** Whose switch it is. */
export interface SwitchOwner {
  readonly app: string
  readonly resource: string
}

const body = z.object({
  by: z.literal('failover'),
  app: z.string(),
  resource: z.string(),
  epoch: z.number(),
  at: z.string(),
})
export type SwitchBody = z.output<typeof body>

/** What stands at a key; `put` says by whom, where it is one of failover's. */
export type SwitchObject =
  | { readonly is: 'absent' }
  | { readonly is: 'present'; readonly etag: string; readonly put?: SwitchBody }

/** What calls are made with. */
export interface Switchboard {
  readonly of: HealthSwitch
  readonly role: Settings['role']
  readonly context: AwsContext
}

const target = ({ of, role }: Switchboard) => targetIn(asRegion(of.region), role)

/** What stands at `key` now. */
export async function switchObject(board: Switchboard, key: string, signal: AbortSignal): Promise<SwitchObject> {
  const command = new GetObjectCommand({ Bucket: board.of.bucket, Key: key })
  try {
    const { Body, ETag = '' } = await board.context.aws.call('s3', target(board), command, signal, READ_MS)
    const put = bodyIn((await Body?.transformToString()) ?? '')
    return { is: 'present', etag: ETag, ...(put ? { put } : {}) }
  } catch (thrown) {
    if (thrown instanceof OperatingError && isAbsence(thrown)) return { is: 'absent' }
    throw thrown
  }
}

/** A bucket that is not there is no object that is not there. */
const isAbsence = ({ code, message }: OperatingError): boolean => code === 'not-found' && !/NoSuchBucket/.test(message)

function bodyIn(text: string): SwitchBody | undefined {
  try {
    return body.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** Whose it is where it is not `ours`, for people. */
export function strangerOf({ put }: Extract<SwitchObject, { is: 'present' }>, ours: SwitchOwner): string | undefined {
  if (!put) return 'someone who is not failover'
  if (put.app === ours.app && put.resource === ours.resource) return undefined
  return `failover's app ${put.app}, resource ${put.resource}`
}

/** Puts the object, if what stands at the key is still `found`. */
export async function putSwitch(
  board: Switchboard,
  key: string,
  found: SwitchObject,
  owner: SwitchOwner & { readonly epoch: number },
  signal: AbortSignal,
): Promise<void> {
  const { app, epoch, resource } = owner
  const at = new Date(board.context.clock.now()).toISOString()
  const command = new PutObjectCommand({
    Bucket: board.of.bucket,
    Key: key,
    Body: JSON.stringify({ by: 'failover', app, resource, epoch, at } satisfies SwitchBody),
    ContentType: 'application/json',
    CacheControl: 'no-store',
    ...(found.is === 'absent' ? { IfNoneMatch: '*' } : { IfMatch: found.etag }),
  })
  await board.context.aws.call('s3', target(board), command, signal)
}

/** Deletes the object, if it is still the one that was found. */
export async function deleteSwitch(board: Switchboard, key: string, etag: string, signal: AbortSignal): Promise<void> {
  const command = new DeleteObjectCommand({ Bucket: board.of.bucket, Key: key, IfMatch: etag })
  await board.context.aws.call('s3', target(board), command, signal)
}
