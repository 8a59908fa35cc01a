import { describe, expect, it } from 'vitest'
import { breakagesOf, healsToo } from '../../../src/drill/local/breakages.js'
import { localDrill, withLocalEvent } from './fixtures/local-drill.js'

function made(event: string): readonly string[] | string {
  const { events, policy } = withLocalEvent(`{ at: 5s, ${event} }`)
  const [only] = events
  if (!only) throw new Error('a drill with one event has none')
  const found = breakagesOf(only, policy)
  if (found.is === 'none') return found.because
  return found.breakages.map(({ delayMs, kind, percent, target, with: other }) =>
    [target, kind, other, percent, delayMs].filter((word) => word !== undefined).join(' '),
  )
}
const impaired = (words: string) => made(`impair: { ${words} }`)

describe('what an event breaks in the local cloud', () => {
  it.each([
    ['service: power, zone: use1-az1, errors: 100%', ['use1-az1 kill']],
    ['service: power, region: us-east-1, hang: true', ['us-east-1 kill']],
    ['service: network, zone: use1-az1, errors: 100%', ['use1-az1 hang']],
    ['service: network, region: us-east-1, hang: true', ['us-east-1 partition everyone']],
    ['service: network, region: us-east-1, latency: 2s', ['us-east-1 slow 2000']],
    ['service: ec2, zone: use1-az1, errors: 40%', ['use1-az1 errors 40']],
    ['service: ec2, region: eu-west-1, hang: true', ['euw1-az1 hang', 'euw1-az2 hang', 'euw1-az3 hang']],
    ['service: postgres, region: us-east-1, hang: true', ['us-east-1 db-stuck']],
    ['service: ebs, region: us-east-1, errors: 100%, gray: true', ['us-east-1 db-stuck']],
  ])('impair { %s }: %j', (words, breaks) => {
    expect(impaired(words)).toEqual(breaks)
  })

  it.each([
    ['release: { regions: [us-east-1, eu-west-1], errors: 30% }', ['us-east-1 errors 30', 'eu-west-1 errors 30']],
    ['partition: { between: [us-east-1, eu-west-1] }', ['us-east-1 partition eu-west-1']],
    ['partition: { between: [ap-southeast-1, us-east-1] }', ['us-east-1 partition ap-southeast-1']],
    ['controller: { crash: leader }', []],
    ['operator: { run: "back" }', []],
  ])('%s: %j', (event, breaks) => {
    expect(made(event)).toEqual(breaks)
  })

  it.each([
    ['service: elb, region: us-east-1, errors: 100%', 'it has no elb; what can fail there is power,'],
    ['service: power, zone: use1-az1, errors: 50%', 'its power is there or gone'],
    ['service: network, region: us-east-1, errors: 50%', 'its network is whole or cut'],
    ['service: ebs, zone: use1-az1, hang: true', 'its database stands in its region as a whole'],
    ['service: postgres, region: us-east-1, errors: 50%', 'its postgres works or hangs'],
    ['service: ec2, side: control, region: us-east-1, errors: 100%', 'its control planes fail only together'],
    ['service: ec2, zone: use1-az1, errors: 40%, ramp: 5s', 'it knows no ramp'],
    ['service: ec2, zone: use1-az1, errors: 40%, latency: 1s', 'one effect at a time'],
    ['service: power, region: us-west-2, errors: 100%', 'it has the regions of its policy'],
    ['service: power, global: true, errors: 100%', 'it has the regions of its policy'],
  ])('impair { %s } cannot be: %s', (words, because) => {
    expect(impaired(words)).toContain(because)
  })

  it.each([
    ['lag: { database: orders, is: 30s }', 'nothing sets how much'],
    ['capacity: { region: eu-west-1, launches: refused }', 'nothing refuses a launch'],
    ['clock: { host: leader, skew: +90s }', 'one clock'],
    ['partition: { between: [use1-az1, us-west-2] }', 'two regions, or a region and a vantage'],
    ['partition: { between: [store, controller] }', 'two regions, or a region and a vantage'],
    ['release: { regions: [us-east-1], errors: 0% }', 'changes nothing'],
  ])('%s cannot be: %s', (event, because) => {
    expect(made(event)).toContain(because)
  })
})

describe('healing', () => {
  it('of a region heals its zones, and of a zone nothing else', () => {
    const { policy } = localDrill('until: 1m')
    expect(healsToo('us-east-1', 'use1-az1', policy)).toBe(true)
    expect(healsToo('us-east-1', 'us-east-1', policy)).toBe(true)
    expect(healsToo('use1-az1', 'us-east-1', policy)).toBe(false)
    expect(healsToo('us-east-1', 'euw1-az1', policy)).toBe(false)
  })
})
