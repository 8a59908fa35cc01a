import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { region } from '../../../../src/model/place.js'
import { openCloud } from '../../../../src/providers/local/cloud/client.js'
import { filesIn } from '../../../../src/providers/local/cloud/dir.js'
import { openHarness } from '../../../../src/providers/local/cloud/harness.js'
import type { LocalCloud } from '../../../../src/providers/local/cloud/local-cloud.js'
import { type RunningCloud, runCloud } from '../fixtures/running-cloud.js'

const [home, away] = [region('us-east-1'), region('eu-west-1')]
let running: RunningCloud
let cloud: LocalCloud

beforeAll(async () => {
  running = await runCloud()
  cloud = await openCloud(running.dir, { mayChange: true })
}, 120_000)
afterAll(async () => {
  await cloud?.close()
  await running?.close()
}, 90_000)

const soon = (): AbortSignal => AbortSignal.timeout(60_000)
const requests = async (): Promise<readonly string[]> =>
  (await readFile(filesIn(running.dir).log, 'utf8')).split('\n').filter((line) => / (GET|PUT|POST) /.test(line))

describe('a cloud opened for reading', () => {
  const changes: readonly (readonly [string, (cloud: LocalCloud) => Promise<unknown>])[] = [
    ['slots', (to) => to.setSlots(home, { 'use1-az1': 1 }, 1, soon())],
    ['a rebuild', (to) => to.rebuildDatabase(away, home, 1, soon())],
    ['the name', (to) => to.changeName({ weights: { 'use1-az1': 0 }, expectedSerial: 1, epoch: 1 }, soon())],
    ['a fence', (to) => to.setFence(home, true, 1, soon())],
    ['the database', (to) => to.command(home, 'create table changed ()', [], soon())],
  ]

  it('refuses every change before a byte leaves (law 18)', async () => {
    const reading = await openCloud(running.dir, { mayChange: false })
    const before = await requests()
    for (const [, change] of changes) await expect(change(reading)).rejects.toMatchObject({ code: 'interlocked' })
    expect(await requests()).toEqual(before)
    const tables = await reading.query(home, `select 1 from pg_tables where tablename = 'changed'`, [], soon())
    expect(tables).toEqual([])
    await reading.close()
  })

  it('asks the database in a transaction that can change nothing', async () => {
    const reading = await openCloud(running.dir, { mayChange: false })
    const deleting = reading.query(home, 'delete from orders', [], soon())
    await expect(deleting).rejects.toMatchObject({ message: expect.stringContaining('read-only transaction') })
    await reading.close()
  })

  it('reads all there is', async () => {
    const reading = await openCloud(running.dir, { mayChange: false })
    expect(await reading.describeRegion(home, soon())).toMatchObject({ zones: [{ slots: 4, slotsMax: 12 }, {}, {}] })
    expect(await reading.describeName(soon())).toMatchObject({ name: 'www.shop.test', serial: 1, epoch: 0 })
    expect(await reading.describeFences(soon())).toEqual({ fenced: [], epoch: 0 })
    expect(await reading.query(home, 'select $1::int as it', [7], soon())).toEqual([{ it: 7 }])
    await reading.close()
  })
})

describe('the name’s control plane', () => {
  it('makes one of two changes planned from the same state, and tells the other what it found (law 26)', async () => {
    const { serial } = await cloud.describeName(soon())
    const to = (weight: number) =>
      cloud.changeName({ weights: { 'use1-az1': weight }, expectedSerial: serial, epoch: 1 }, soon())
    const outcomes = await Promise.allSettled([to(2), to(3)])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const refused = outcomes.find((outcome) => outcome.status === 'rejected')
    expect(refused?.reason).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(`serial ${serial + 1}`),
    })
    const found = await cloud.describeName(soon())
    expect(found).toMatchObject({ serial: serial + 1, epoch: 1 })
    const again = await to(found.weights['use1-az1'] ?? 0)
    expect(again.serial).toBe(found.serial)
  })

  it('refuses a deposed controller (law 15) and an empty answer (law 26)', async () => {
    const { serial, weights } = await cloud.describeName(soon())
    await cloud.changeName({ weights: { 'use1-az1': 5 }, expectedSerial: serial, epoch: 9 }, soon())
    const late = cloud.changeName({ weights: { 'use1-az1': 6 }, expectedSerial: serial + 1, epoch: 8 }, soon())
    await expect(late).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('epoch 8 is older than 9'),
    })
    const nothing = Object.fromEntries(Object.keys(weights).map((zone) => [zone, 0]))
    const empty = cloud.changeName({ weights: nothing, expectedSerial: serial + 1, epoch: 9 }, soon())
    await expect(empty).rejects.toMatchObject({ code: 'refused', message: expect.stringContaining('law 26') })
    expect((await cloud.describeName(soon())).weights['use1-az1']).toBe(5)
  })
})

describe('the control plane of a region', () => {
  it('gives no more slots than there are, and knows its zones', async () => {
    await expect(cloud.setSlots(home, { 'use1-az1': 13 }, 9, soon())).rejects.toMatchObject({
      code: 'insufficient-capacity',
    })
    await expect(cloud.setSlots(home, { 'use1-az9': 1 }, 9, soon())).rejects.toMatchObject({
      ...{ code: 'not-found', next: 'there are use1-az1, use1-az2, use1-az4' },
    })
    await cloud.setSlots(home, { 'use1-az1': 12, 'use1-az2': 0 }, 9, soon())
    const { zones } = await cloud.describeRegion(home, soon())
    expect(zones.map(({ slots }) => slots)).toEqual([12, 0, 4])
  })

  it('says that there is no such region', async () => {
    const nowhere = region('ap-south-1')
    await expect(cloud.describeRegion(nowhere, soon())).rejects.toMatchObject({ code: 'not-found' })
    await expect(cloud.query(nowhere, 'select 1', [], soon())).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('the supervisor', () => {
  it('answers only who shows the token', async () => {
    const { address, port } = cloud.layout.control
    const answer = await fetch(`http://${address}:${port}/name`, { headers: { authorization: 'Bearer guess' } })
    expect(answer.status).toBe(403)
    expect(await answer.json()).toMatchObject({ error: { code: 'denied' } })
  })

  it('tells what it does not understand', async () => {
    const { address, port, token } = cloud.layout.control
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const answer = await fetch(`http://${address}:${port}/fences/${home}`, {
      method: 'PUT',
      headers,
      body: '{"fenced"',
    })
    expect(await answer.json()).toMatchObject({ error: { code: 'refused' } })
  })
})

it('without a cloud, says how to start one', async () => {
  const missing = { code: 'not-found', next: expect.stringContaining('failover local up') }
  await expect(openCloud('/tmp/failover-no-such-cloud', { mayChange: true })).rejects.toMatchObject(missing)
  await expect(openHarness('/tmp/failover-no-such-cloud')).rejects.toMatchObject(missing)
})
