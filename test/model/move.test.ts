import { describe, expect, it } from 'vitest'
import { describeMove, GUARDS, type Move, sourceOf, targetOf } from '../../src/model/move.js'
import { region, zone } from '../../src/model/place.js'

const home = region('us-east-1')
const away = region('eu-west-1')

describe('a move', () => {
  it.each<[Move, string, string | undefined]>([
    [{ kind: 'evacuate', region: home, zone: zone('use1-az1') }, 'evacuate use1-az1 (us-east-1)', undefined],
    [{ kind: 'restore', region: home, zone: zone('use1-az1') }, 'restore use1-az1 (us-east-1)', undefined],
    [{ kind: 'freeze', region: home }, 'freeze us-east-1', undefined],
    [{ kind: 'switchover', from: home, to: away }, 'switchover us-east-1 → eu-west-1', 'eu-west-1'],
    [{ kind: 'failover', from: home, to: away }, 'failover us-east-1 → eu-west-1', 'eu-west-1'],
  ])('%o is told as "%s", leaves or acts in us-east-1, and leads to %s', (move, line, target) => {
    expect(describeMove(move)).toBe(line)
    expect(sourceOf(move)).toBe(home)
    expect(targetOf(move)).toBe(target)
  })
})

describe('the guards', () => {
  it('are each named once, in words fit for --waive', () => {
    expect(new Set(GUARDS).size).toBe(GUARDS.length)
    for (const guard of GUARDS) expect(guard).toMatch(/^[a-z]+(-[a-z]+)*$/)
  })
})
