import { describe, expect, it } from 'vitest'
import { nameOf } from '../../../../src/model/place.js'
import type { Tactic, TrafficEnd } from '../../../../src/model/plan.js'
import type { Inspection } from '../../../../src/model/resource.js'
import { fullName, grants, settings, waysOf } from '../../../../src/providers/aws/route53/route53-record.js'
import { route53Tactics } from '../../../../src/providers/aws/route53/route53-tactics.js'
import {
  BUCKET,
  CONTROLS,
  EU,
  EU_CONTROL,
  endpointsAt,
  KEY,
  SWITCH,
  settingsWith,
  US,
  US_CONTROL,
  weighted,
} from '../fixtures/route53.js'

const BY = ['routing-control', 'health-switch', 'record-weight']
const ALL = settingsWith({
  by: BY,
  switch: SWITCH,
  routing_control: { endpoints: endpointsAt('https://arc.test'), controls: CONTROLS },
})
const STATE = {
  zone: 'Z1',
  sets: [weighted(US, 100), weighted(EU, 0)],
  objects: { [US]: true },
  controls: { [US]: true, [EU]: false },
}
const end = (more: Partial<TrafficEnd> = {}): TrafficEnd => ({
  ...{ kind: 'traffic', at: EU, from: US, without: [], percent: 100, final: true },
  ...more,
})
const seen = (state: object = STATE) => ({ state, facts: {}, gauges: [], impaired: [] }) as unknown as Inspection
const tactics = (of = end(), state: object = STATE, by = ALL): readonly Tactic[] =>
  route53Tactics('front', by, [US, EU], of, seen(state))

describe('ways to turn a name', () => {
  it('stand in the order of the policy', () => {
    expect(tactics().map(({ name }) => name)).toEqual(BY)
    const other = settingsWith({ by: ['record-weight', 'health-switch'], switch: SWITCH })
    expect(tactics(end(), STATE, other).map(({ name }) => name)).toEqual(['record-weight', 'health-switch'])
  })

  it('lean on us-east-1 in the last of them only', () => {
    expect(tactics().map(({ needs }) => needs.map(nameOf))).toEqual([
      ['arc/data@aws-global-1', 'route53/data@aws-global-1'],
      ['s3/data@eu-west-1', 'route53/data@aws-global-1'],
      ['route53/control@us-east-1', 'route53/data@aws-global-1'],
    ])
  })

  it('ask for no answer of the region that is left', () => {
    for (const { prerequisites } of tactics()) expect(prerequisites.join()).not.toContain('answers')
  })

  it('are shares by weights alone; the others send all, at the last stage', () => {
    expect(tactics(end({ percent: 10, final: false })).map(({ name }) => name)).toEqual(['record-weight'])
    expect(tactics(end({ percent: 99 })).map(({ name }) => name)).toEqual(BY)
  })

  it('carry what they need, and the way back', () => {
    const [control, object, records] = tactics()
    expect(control?.action.with.states).toEqual([
      { region: US, arn: US_CONTROL, state: 'Off' },
      { region: EU, arn: EU_CONTROL, state: 'On' },
    ])
    expect(control?.undo).toMatchObject({ action: { with: { states: [{ state: 'On' }, { state: 'Off' }] } } })
    expect(object?.action.with.regions).toEqual([
      { region: US, key: KEY, lets: 'out' },
      { region: EU, lets: 'in' },
    ])
    expect(object?.undo).toMatchObject({ action: { with: { regions: [{ lets: 'in' }, { lets: 'in' }] } } })
    expect(records?.action.with.zone).toBe('Z1')
    expect(records?.undo).toMatchObject({
      action: {
        with: {
          changes: [
            { was: { Weight: 0 }, to: { Weight: 100 } },
            { was: { Weight: 100 }, to: { Weight: 0 } },
          ],
        },
      },
    })
  })

  it('have no way back to nothing answered', () => {
    const [control] = tactics(end(), { ...STATE, controls: { [US]: false, [EU]: false } })
    expect(control?.undo).toEqual({ kind: 'not-needed' })
  })

  it('are there before anything was seen, and carry nothing wrong', () => {
    expect(tactics(end(), {}).map(({ name }) => name)).toEqual(BY)
    expect(tactics({ kind: 'frozen', region: US } as unknown as TrafficEnd)).toEqual([])
  })

  it('that the policy names without what they need are none', () => {
    expect(waysOf(settingsWith({ by: BY }))).toEqual(['record-weight'])
  })
})

describe('settings of a name', () => {
  it.each([
    ['www', 'www.shop.example.com'],
    ['www.shop.example.com.', 'www.shop.example.com'],
    ['shop.example.com', 'shop.example.com'],
    ['*', '*.shop.example.com'],
  ])('%s is %s', (name, full) => {
    expect(fullName({ name, zone: 'shop.example.com.' })).toBe(full)
  })

  it('refuse what no AWS has', () => {
    const wrong = (more: object) => settings.safeParse({ zone: 'a.b', name: 'w', ...more }).success
    expect(wrong({})).toBe(true)
    expect(wrong({ hosted_zone: '/hostedzone/Z1' })).toBe(false)
    expect(wrong({ switch: { ...SWITCH, bucket: 'UPPER' } })).toBe(false)
    expect(wrong({ routing_control: { endpoints: {}, controls: { [US]: 'arn:aws:s3:::x' } } })).toBe(false)
  })

  it('grant the data side alone where records are not to be edited', () => {
    const acting = (by: string[]) => grants(settingsWith({ by, switch: SWITCH }), []).acting
    expect(acting(['health-switch'])).toEqual([
      { service: 's3', operations: ['PutObject', 'DeleteObject'], on: [`arn:aws:s3:::${BUCKET}/${KEY}`] },
    ])
    expect(acting(['record-weight']).map(({ operations }) => operations)).toEqual([
      ['ChangeResourceRecordSets'],
      ['GetChange'],
    ])
  })
})
