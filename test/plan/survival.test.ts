import { describe, expect, it } from 'vitest'
import { atZone, type Plane, plane } from '../../src/model/place.js'
import { survivalOf } from '../../src/plan/survival.js'
import { step } from '../execute/fixtures/town.js'
import { away, control, data, evacuation, failover, home, homeZone } from './fixtures/stock.js'

const needing = (id: string, ...needs: readonly Plane[]) => step(id, 1, 0, { needs })
const table = (...[move, ...steps]: Parameters<typeof rows>) => Object.fromEntries(rows(move, ...steps))
const rows = (move: Parameters<typeof survivalOf>[0], ...steps: ReturnType<typeof needing>[]) =>
  survivalOf(move, steps).map(({ loss, stopped, survives }) => {
    expect(survives).toBe(stopped.length === 0)
    return [loss, stopped] as const
  })

describe('what a plan survives the loss of', () => {
  it('is told for the region that is left, its control planes, us-east-1, STS, and each service it leans on', () => {
    const promote = needing('promote', data('postgres', away))
    const answer = needing('answer', control('route53', home), data('postgres', away))
    expect(table(failover, promote, answer)).toEqual({
      'region us-east-1': ['answer'],
      'control planes of us-east-1': ['answer'],
      sts: [],
      'postgres control planes': [],
      'route53 control planes': ['answer'],
    })
  })

  it('counts us-east-1 once more where another region is left, since Route 53 and IAM change there', () => {
    const back = { kind: 'failover', from: away, to: home } as const
    expect(table(back, needing('answer', control('route53', home)))).toMatchObject({
      'region eu-west-1': [],
      'region us-east-1': ['answer'],
    })
  })

  it('tells the data planes of a region from its control planes', () => {
    expect(table(failover, needing('drain', data('elb', home)))).toMatchObject({
      'region us-east-1': ['drain'],
      'control planes of us-east-1': [],
      'elb control planes': [],
    })
  })

  it('counts STS wherever it stands, and once', () => {
    const losses = rows(failover, needing('sign', data('sts', away)))
    expect(losses.filter(([loss]) => loss.includes('sts'))).toEqual([['sts', ['sign']]])
  })

  it('tells, of leaving a zone, whether the zone itself is needed', () => {
    const inside = needing('ask', plane('ec2', 'data', atZone(home, homeZone)))
    expect(table(evacuation, inside, needing('shift', data('zonal-shift', home)))).toMatchObject({
      'zone use1-az1': ['ask'],
      'region us-east-1': ['ask', 'shift'],
    })
  })
})
