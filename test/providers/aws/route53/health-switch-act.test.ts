import { PutBucketVersioningCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { beforeEach, expect, it } from 'vitest'
import type { OperatingError } from '../../../../src/model/error.js'
import type { Act } from '../../../../src/providers/aws/driver-context.js'
import { type Switchboard, switchObject } from '../../../../src/providers/aws/route53/health-switch.js'
import { setHealthSwitches } from '../../../../src/providers/aws/route53/health-switch-act.js'
import { describeAws } from '../../../fixtures/aws/stand.js'
import { standForEach } from '../../../fixtures/aws/stand-for-each.js'
import { BUCKET, EU, EU_KEY, KEY, US } from '../fixtures/route53.js'
import { keysIn, makeBucket } from '../fixtures/route53-stand.js'

const leash = (epoch = 5) => ({ epoch, signal: new AbortController().signal })
const states = (us: 'in' | 'out', eu: 'in' | 'out') => ({
  regions: [
    { region: US, key: KEY, lets: us },
    { region: EU, key: EU_KEY, lets: eu },
  ],
})

describeAws('switch objects over the wire', () => {
  const stand = standForEach()
  let board: Switchboard
  let act: Act
  beforeEach(async () => {
    await makeBucket(stand)
    board = {
      of: { bucket: BUCKET, region: EU, objects: { [US]: KEY, [EU]: EU_KEY } },
      role: undefined,
      context: stand.context(),
    }
    act = setHealthSwitches(board, 'front')
  })
  const put = async (Body: string): Promise<void> => {
    await (await stand.sdk('s3', EU)).send(new PutObjectCommand({ Bucket: BUCKET, Key: KEY, Body }))
  }
  const ours = (more: object) =>
    JSON.stringify({ by: 'failover', app: 'shop', resource: 'front', epoch: 5, at: 'x', ...more })
  const failure = (done: Promise<void>): Promise<OperatingError> =>
    done.then(
      () => Promise.reject(new Error('done')),
      (thrown) => thrown,
    )
  const operations = () => stand.gateway.requests.map(({ operation, region }) => `${operation} ${region}`)

  it('are put in the standby alone, with whose they are', async () => {
    await act.apply(states('out', 'in'), leash(7))
    expect(await keysIn(stand)).toEqual([KEY])
    const found = await switchObject(board, KEY, leash().signal)
    expect(found).toMatchObject({ is: 'present', put: { by: 'failover', app: 'shop', resource: 'front', epoch: 7 } })
    expect(new Set(stand.gateway.requests.map(({ region }) => region))).toEqual(new Set([EU]))
  })

  it('let a region in before they keep another out', async () => {
    await act.apply(states('out', 'in'), leash())
    stand.gateway.forget()
    await act.apply(states('in', 'out'), leash())
    const changes = operations().filter((each) => /Put|Delete/.test(each))
    expect(changes).toEqual([`DeleteObject ${EU}`, `PutObject ${EU}`])
    expect(await keysIn(stand)).toEqual([EU_KEY])
  })

  it('never keep every region out', async () => {
    expect(await failure(act.apply(states('out', 'out'), leash()))).toMatchObject({ code: 'refused' })
    expect(operations()).toEqual([])
  })

  it('of someone else are not taken away: whose they are is said', async () => {
    await put('switched off by hand')
    const refused = await failure(act.apply(states('in', 'in'), leash()))
    expect(refused).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('put by someone who is not failover'),
    })
    await put(ours({ app: 'blog' }))
    const other = await failure(act.apply(states('in', 'in'), leash()))
    expect(other.message).toContain("put by failover's app blog, resource front")
  })

  it('of someone else keep a region out as well', async () => {
    await put('switched off by hand')
    expect(await act.holds(states('out', 'in'), leash())).toMatchObject({ is: 'yes' })
    await act.apply(states('out', 'in'), leash())
    expect(operations().filter((each) => each.startsWith('Put'))).toEqual([])
  })

  it('of a newer epoch stop whoever has an older one', async () => {
    await put(ours({ epoch: 9 }))
    expect(await failure(act.apply(states('in', 'in'), leash(8)))).toMatchObject({ code: 'deposed' })
    expect(await failure(act.apply(states('out', 'in'), leash(8)))).toMatchObject({ code: 'deposed' })
  })

  it('of an older epoch of ours are signed anew, so that a late plan finds the newer one', async () => {
    await put(ours({ epoch: 3 }))
    await act.apply(states('out', 'in'), leash(6))
    expect(await switchObject(board, KEY, leash().signal)).toMatchObject({ put: { epoch: 6 } })
    expect(await failure(act.apply(states('in', 'in'), leash(3)))).toMatchObject({ code: 'deposed' })
  })

  it('that someone was quicker to put are told of, not overwritten', async () => {
    const lift = stand.gateway.answer({ service: 's3', operation: 'PutObject' }, async () => {
      lift()
      await put(ours({ app: 'blog' }))
      return undefined
    })
    const refused = await failure(act.apply(states('out', 'in'), leash()))
    expect(refused).toMatchObject({ code: 'conflict', message: expect.stringContaining("failover's app blog") })
  })

  it('in a bucket with versions go by a delete marker', async () => {
    const s3 = await stand.sdk('s3', EU)
    await s3.send(new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration: { Status: 'Enabled' } }))
    await act.apply(states('out', 'in'), leash())
    await act.apply(states('in', 'in'), leash())
    expect(await act.holds(states('in', 'in'), leash())).toMatchObject({ is: 'yes' })
  })

  it('in a bucket that is not there are not taken for absent', async () => {
    const lost = { ...board, of: { ...board.of, bucket: 'no-such-bucket-here' } }
    await expect(switchObject(lost, KEY, leash().signal)).rejects.toMatchObject({ code: 'not-found' })
  })
})
