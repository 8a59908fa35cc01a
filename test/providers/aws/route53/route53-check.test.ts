import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AwsContext } from '../../../../src/providers/aws/driver-context.js'
import { recordFindings } from '../../../../src/providers/aws/route53/route53-check-records.js'
import { settingFindings } from '../../../../src/providers/aws/route53/route53-check-settings.js'
import type { Checks } from '../../../../src/providers/aws/route53/route53-health.js'
import { check } from '../../../../src/providers/aws/route53/route53-record-driver.js'
import type { RecordSet } from '../../../../src/providers/aws/route53/route53-sets.js'
import { type AwsStand, describeAws, openAws } from '../../../fixtures/aws/stand.js'
import { EU, EU_KEY, failover, KEY, NAME, REGIONS, SWITCH, settingsWith, switchCheck, US } from '../fixtures/route53.js'
import { makeBucket, openZone, switchConfig } from '../fixtures/route53-stand.js'

const parts = (more: object = {}) => ({
  resource: 'front',
  settings: settingsWith({ switch: SWITCH, ...more }),
  context: { app: 'shop', regions: REGIONS } as unknown as AwsContext,
})
const EU_CHECK = { type: 'HTTPS', inverted: false, disabled: false, host: 'eu.shop.example.com', path: '/healthz' }
const CALM: Checks = { us: switchCheck(KEY), eu: EU_CHECK }
const SETS = [failover(US, 'PRIMARY', { HealthCheckId: 'us' }), failover(EU, 'SECONDARY', { HealthCheckId: 'eu' })]
const rules = (checks: Checks = CALM, sets: readonly RecordSet[] = SETS, more: object = {}) =>
  recordFindings(parts(more), { name: { zone: 'Z1', all: sets }, sets, checks, texts: [] }).map(
    ({ rule, severity }) => `${severity}: ${rule}`,
  )

describe('records that are well', () => {
  it('have no findings', () => {
    expect(rules()).toEqual([])
    expect(settingFindings(parts())).toEqual([])
  })
})

describe('a foot-gun of records is', () => {
  it('a health check that is disabled, which counts as healthy', () => {
    expect(rules({ ...CALM, eu: { ...EU_CHECK, disabled: true } })).toEqual(['error: health-check-disabled'])
  })
  it('a record without a health check', () => {
    const [us] = SETS
    expect(rules(CALM, [...(us ? [us] : []), failover(EU, 'SECONDARY')])).toEqual([
      'warning: record-without-health-check',
    ])
  })
  it('a check that asks the very name it decides on', () => {
    expect(rules({ ...CALM, eu: { ...EU_CHECK, host: NAME } })).toEqual(['error: health-check-on-own-name'])
  })
  it.each(['Healthy', 'Unhealthy'])('an alarm whose missing data means %s', (insufficient) => {
    const eu = { type: 'CLOUDWATCH_METRIC', inverted: false, disabled: false, insufficient }
    expect(rules({ ...CALM, eu })).toEqual(['warning: insufficient-data-decides'])
    expect(rules({ ...CALM, eu: { ...eu, insufficient: 'LastKnownStatus' } })).toEqual([])
  })
  it('an alarm in the very region it speaks for, unless a switch can turn the record as well', () => {
    const eu = { type: 'CLOUDWATCH_METRIC', inverted: false, disabled: false, insufficient: 'LastKnownStatus' }
    expect(rules({ ...CALM, eu: { ...eu, alarmIn: EU } })).toEqual(['warning: alarm-in-region-watched'])
    expect(rules({ ...CALM, eu: { ...eu, alarmIn: US } })).toEqual([])
    const both = { type: 'CALCULATED', inverted: false, disabled: false, children: ['alarm', 'us'], threshold: 2 }
    expect(rules({ ...CALM, eu: both, alarm: { ...eu, alarmIn: EU } })).toEqual([])
  })
  it('such an alarm inside a calculated check', () => {
    const alarm = { type: 'CLOUDWATCH_METRIC', inverted: false, disabled: false, insufficient: 'Unhealthy' }
    const eu = { type: 'CALCULATED', inverted: false, disabled: false, children: ['alarm'], threshold: 1 }
    expect(rules({ ...CALM, eu, alarm })).toEqual(['warning: insufficient-data-decides'])
  })
  it('a switch that is not inverted, or asks for something else', () => {
    expect(rules({ ...CALM, us: switchCheck(KEY, { inverted: false }) })).toEqual(['error: switch-not-inverted'])
    expect(rules({ ...CALM, us: switchCheck('other') })).toEqual(['error: switch-not-wired'])
  })
  it('a TTL of more than a minute', () => {
    const slow = SETS.map((set) => ({ ...set, TTL: 300 }))
    expect(rules(CALM, slow)).toEqual(['warning: ttl-too-long', 'warning: ttl-too-long'])
  })
  it('a region without a record, or a name without any', () => {
    expect(rules(CALM, SETS.slice(0, 1))).toEqual(['error: record-missing'])
    expect(rules(CALM, [])).toEqual(['error: records-missing'])
  })
})

describe('a foot-gun of the policy is', () => {
  const found = (more: object) => settingFindings(parts(more)).map(({ rule, severity }) => `${severity}: ${rule}`)
  it('record-weight as the only way', () => {
    expect(found({ by: ['record-weight'] })).toEqual(['warning: record-weight-only'])
  })
  it('a bucket in the region that is left', () => {
    expect(found({ switch: { ...SWITCH, region: US } })).toEqual(['error: switch-in-region-left'])
    const both = { ...SWITCH, objects: { [US]: KEY, [EU]: EU_KEY } }
    expect(found({ switch: both })).toEqual(['warning: switch-in-region-left'])
  })
  it('a way without its settings', () => {
    expect(found({ by: ['routing-control', 'health-switch'] })).toEqual(['error: way-without-settings'])
  })
})

describeAws('validate --live of a name, over the wire', () => {
  let stand: AwsStand
  beforeAll(async () => {
    stand = await openAws()
  }, 180_000)
  afterAll(() => stand?.close())
  const rulesNow = async () => {
    const front = { name: 'front', type: 'route53-record', settings: settingsWith({ switch: SWITCH }) }
    const found = await check(front, stand.context(), new AbortController().signal)
    return found.map(({ rule }) => rule).sort()
  }

  it('finds what is missing, then who shares the zone, and nothing it would have to change', async () => {
    expect(await rulesNow()).toEqual(['bucket-missing', 'zone-missing'])
    const zone = await openZone(stand)
    await makeBucket(stand)
    const endpoint = {
      Type: 'HTTPS',
      FullyQualifiedDomainName: 'eu.shop.example.com',
      ResourcePath: '/healthz',
    } as const
    const [us, eu] = [await zone.check(switchConfig()), await zone.check(endpoint)]
    await zone.put([failover(US, 'PRIMARY', { HealthCheckId: us }), failover(EU, 'SECONDARY', { HealthCheckId: eu })])
    expect(await rulesNow()).toEqual([])
    const mark = { Value: '"heritage=external-dns,external-dns/owner=blue"' }
    await zone.put([{ Name: 'a-api.shop.example.com.', Type: 'TXT', TTL: 300, ResourceRecords: [mark] }])
    expect(await rulesNow()).toEqual(['zone-shared'])
    expect(stand.gateway.requests.filter(({ operation }) => /^(Put|Delete|Change|Update)/.test(operation))).toEqual([])
  }, 60_000)
})
