import { afterEach, beforeEach, expect, it } from 'vitest'
import type { OperatingError } from '../../../../src/model/error.js'
import type { Action, Json } from '../../../../src/model/plan.js'
import type { Driver } from '../../../../src/model/resource.js'
import { markerSet } from '../../../../src/providers/aws/route53/route53-marker.js'
import { grants } from '../../../../src/providers/aws/route53/route53-record.js'
import { make } from '../../../../src/providers/aws/route53/route53-record-driver.js'
import { answerChanges, answerPages } from '../../../fixtures/aws/answers-route53.js'
import { describeAws } from '../../../fixtures/aws/stand.js'
import { standForEach } from '../../../fixtures/aws/stand-for-each.js'
import { grantedOrFail } from '../fixtures/granted.js'
import { EU, NAME, settingsWith, US, weighted } from '../fixtures/route53.js'
import { openZone, toEu, type Zone } from '../fixtures/route53-stand.js'

const SETTINGS = settingsWith({ by: ['record-weight'] })
const front = { name: 'front', type: 'route53-record', settings: SETTINGS }
const leash = (epoch = 5) => ({ epoch, signal: new AbortController().signal })
const text = (Name: string, Value: string) => ({ Name, Type: 'TXT', TTL: 60, ResourceRecords: [{ Value }] })

describeAws('records changed over the wire', () => {
  const stand = standForEach()
  let zone: Zone
  let driver: Driver
  const lifts: (() => void)[] = []
  beforeEach(async () => {
    zone = await openZone(stand)
    await zone.put([weighted(US, 100), weighted(EU, 0)])
    driver = make(front, stand.context())
  })
  afterEach(() => {
    for (const lift of lifts.splice(0)) lift()
  })

  const plan = async (): Promise<Action> => {
    const [tactic] = driver.tactics(toEu(), await driver.inspect(leash().signal))
    if (!tactic) throw new Error('no tactic')
    return tactic.action
  }
  const failure = (done: Promise<void>): Promise<OperatingError> =>
    done.then(
      () => Promise.reject(new Error('it was done')),
      (thrown) => thrown,
    )
  const weights = async () => (await zone.records()).map(({ SetIdentifier, Weight }) => [SetIdentifier, Weight]).sort()
  const changesSent = () =>
    stand.gateway.requests.filter(({ operation }) => operation === 'ChangeResourceRecordSets').length

  it('go with a marker of app, resource and epoch, and within what is granted', async () => {
    await driver.apply(await plan(), leash(7))
    expect(await weights()).toEqual([
      [EU, 100],
      [US, 0],
    ])
    const marks = (await zone.all()).filter(({ Type }) => Type === 'TXT')
    expect(marks).toMatchObject([markerSet(`${NAME}`, { app: 'shop', resource: 'front', epoch: 7 })].map(withDot))
    grantedOrFail(stand.gateway.requests, grants(SETTINGS, []))
  })

  it.each([
    ['Throttling', 'Rate exceeded', 400],
    ['PriorRequestNotComplete', 'The request was rejected because Route 53 was still processing a prior request.', 400],
  ])('wait while Route 53 says %s, and are made then', async (code, message, status) => {
    const action = await plan()
    stand.gateway.fault({
      service: 'route53',
      operation: 'ChangeResourceRecordSets',
      does: { status, code, message },
      times: 2,
    })
    await driver.apply(action, leash())
    expect(changesSent()).toBe(3)
    expect(await driver.holds(action, leash())).toMatchObject({ is: 'yes' })
  })

  it('are not done while they are PENDING', async () => {
    lifts.push(answerChanges(stand.gateway, ['PENDING', 'PENDING']))
    await driver.apply(await plan(), leash())
    const looks = stand.gateway.requests.filter(({ operation }) => operation === 'GetChange')
    expect(looks).toHaveLength(3)
    expect(changesSent()).toBe(1)
  })

  it('are sent again when Route 53 has lost them', async () => {
    const action = await plan()
    lifts.push(answerChanges(stand.gateway, ['PENDING', 'lost']))
    await driver.apply(action, leash())
    expect(changesSent()).toBe(2)
    expect(await driver.holds(action, leash())).toMatchObject({ is: 'yes' })
  })

  it('whose answer was lost are found made, by another process too, and known to be everywhere once sent again', async () => {
    const action = await plan()
    stand.gateway.fault({ service: 'route53', operation: 'ChangeResourceRecordSets', does: 'reset-after', times: 1 })
    expect(await failure(driver.apply(action, leash()))).toMatchObject({
      code: expect.stringMatching(/unreachable|timed-out/),
    })
    const resumed = make(front, stand.context())
    expect(await resumed.holds(action, leash())).toMatchObject({ is: 'unknown' })
    await resumed.apply(action, leash())
    expect(await resumed.holds(action, leash())).toMatchObject({ is: 'yes' })
  })

  it('are a conflict where a record is not what the plan expects', async () => {
    const action = await plan()
    await zone.put([weighted(US, 100, { ResourceRecords: [{ Value: '203.0.113.9' }] })])
    const { code, message } = await failure(driver.apply(action, leash()))
    expect([code, message]).toEqual(['conflict', expect.stringContaining('was changed since the plan was drawn')])
    expect(changesSent()).toBe(0)
  })

  it('of two at once are made by one: the batch says what it expects', async () => {
    const action = await plan()
    // Someone is quicker, after the look and before the leap.
    lifts.push(
      stand.gateway.answer({ service: 'route53', operation: 'ChangeResourceRecordSets' }, async () => {
        await zone.put([weighted(US, 80)])
        return undefined
      }),
    )
    expect(await failure(driver.apply(action, leash()))).toMatchObject({ code: 'conflict' })
    expect(await weights()).toContainEqual([US, 80])
  })

  it('of an older epoch find a newer one, and stop', async () => {
    const action = await plan()
    await zone.put([markerSet(NAME, { app: 'shop', resource: 'front', epoch: 9 })])
    expect(await failure(driver.apply(action, leash(8)))).toMatchObject({ code: 'deposed' })
    expect(changesSent()).toBe(0)
  })

  it.each([
    ['another app', markerSet(NAME, { app: 'blog', resource: 'www', epoch: 1 }), "failover's app blog, resource www"],
    [
      'external-dns, at the name',
      text(NAME, '"heritage=external-dns,external-dns/owner=blue"'),
      'external-dns (owner blue)',
    ],
    [
      'external-dns, beside it',
      text(`a-${NAME}`, '"heritage=external-dns,external-dns/owner=red"'),
      'external-dns (owner red)',
    ],
  ])('are a conflict where the name is marked by %s', async (_, mark, owner) => {
    const action = await plan()
    await zone.put([mark])
    const refused = await failure(driver.apply(action, leash()))
    expect(refused).toMatchObject({ code: 'conflict', message: `${NAME} is managed by ${owner}` })
    const seen = await make(front, stand.context()).inspect(leash().signal)
    expect(seen.facts['owner of the records']).toEqual({ is: 'unmet', because: `${NAME} is managed by ${owner}` })
  })

  it('are refused where they would leave nothing to answer with', async () => {
    const action = await plan()
    const all = action.with.changes as unknown as { was: { Weight: number }; to: object }[]
    const closing = all.filter(({ was }) => was.Weight === 100)
    const empty: Action = { ...action, with: { ...action.with, changes: closing as unknown as Json } }
    expect(await failure(driver.apply(empty, leash()))).toMatchObject({
      code: 'refused',
      message: expect.stringContaining('weight 0 everywhere'),
    })
    expect(changesSent()).toBe(0)
  })

  it('are read page by page, by the three Next fields', async () => {
    const asked: string[] = []
    lifts.push(
      answerPages(stand.gateway, (query) => {
        asked.push(['name', 'type', 'identifier'].map((field) => query.get(field) ?? '-').join(' '))
        return query.get('identifier') === EU ? page(weighted(EU, 0)) : page(weighted(US, 100), EU)
      }),
    )
    const seen = await make(
      { ...front, settings: settingsWith({ by: ['record-weight'], hosted_zone: 'Z1' }) },
      stand.context(),
    ).inspect(leash().signal)
    expect(asked.slice(0, 2)).toEqual([`${NAME} - -`, `${NAME}. A ${EU}`])
    expect(seen.state.sets).toHaveLength(2)
    expect(seen.active).toBe(US)
  })

  it('in two zones of one name are told apart by the id', async () => {
    await openZone(stand)
    const seen = await make(front, stand.context()).inspect(leash().signal)
    expect(seen.facts['record-weight leads to eu-west-1']).toMatchObject({
      is: 'unknown',
      because: expect.stringContaining('names 2 hosted zones'),
    })
    const named = { ...front, settings: settingsWith({ by: ['record-weight'], hosted_zone: zone.id }) }
    expect(await make(named, stand.context()).inspect(leash().signal)).toMatchObject({
      active: US,
      state: { zone: zone.id },
    })
  })
})

const withDot = (set: ReturnType<typeof markerSet>) => ({ ...set, Name: `${set.Name}.` })

/** As Route 53 gives a page; `next` is the set identifier that the next one begins with. */
function page(
  { Name, ResourceRecords = [], SetIdentifier, TTL, Type, Weight }: ReturnType<typeof weighted>,
  next?: string,
): string {
  const values = ResourceRecords.map(({ Value }) => `<ResourceRecord><Value>${Value}</Value></ResourceRecord>`).join('')
  const set = `<ResourceRecordSet><Name>${Name}</Name><Type>${Type}</Type><SetIdentifier>${SetIdentifier}</SetIdentifier><Weight>${Weight}</Weight><TTL>${TTL}</TTL><ResourceRecords>${values}</ResourceRecords></ResourceRecordSet>`
  const more = next
    ? `<IsTruncated>true</IsTruncated><NextRecordName>${Name}</NextRecordName><NextRecordType>${Type}</NextRecordType><NextRecordIdentifier>${next}</NextRecordIdentifier>`
    : '<IsTruncated>false</IsTruncated>'
  return `<ListResourceRecordSetsResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><ResourceRecordSets>${set}</ResourceRecordSets>${more}<MaxItems>1</MaxItems></ListResourceRecordSetsResponse>`
}
