import { describe, expect, it } from 'vitest'
import { region, zone } from '../../src/model/place.js'
import { Database, type Server } from '../../src/sim/databases.js'

const [US, EU] = [region('us-east-1'), region('eu-west-1')]
const PLACED = [
  { region: US, zone: zone('use1-az1') },
  { region: EU, zone: zone('euw1-az1') },
]
const SECOND_MS = 1_000

/** Writes come at 50 a second, with a replica 2 s behind. */
function busy(): { database: Database; writer: Server; replica: Server } {
  const database = new Database('orders', 'rds', PLACED, US, 2 * SECOND_MS)
  const [writer, replica] = database.servers
  if (!writer || !replica) throw new Error('two servers')
  writer.history.turn(0, 0.05)
  return { database, writer, replica }
}

describe('replication', () => {
  it('is behind by its lag', () => {
    const { database } = busy()
    database.settle(60 * SECOND_MS)
    expect(database.lagAt(EU, 60 * SECOND_MS)).toBe(2 * SECOND_MS)
  })

  it('falls behind while the link is cut, tells nobody how far, and catches up after', () => {
    const { database, replica } = busy()
    database.settle(60 * SECOND_MS)
    replica.isLinked = false
    database.settle(120 * SECOND_MS)
    expect(database.lagAt(EU, 120 * SECOND_MS)).toBeUndefined()
    expect(database.worstLagMs(120 * SECOND_MS)).toBe(62 * SECOND_MS)
    replica.isLinked = true
    database.settle(123 * SECOND_MS)
    expect(database.lagAt(EU, 123 * SECOND_MS)).toBe(35 * SECOND_MS)
    database.settle(180 * SECOND_MS)
    expect(database.lagAt(EU, 180 * SECOND_MS)).toBe(2 * SECOND_MS)
  })

  it('has everything once a fenced writer acknowledges no more', () => {
    const { database, replica, writer } = busy()
    database.settle(60 * SECOND_MS)
    writer.history.turn(60 * SECOND_MS, 0)
    database.settle(61 * SECOND_MS)
    expect(database.hasAll(replica, 61 * SECOND_MS)).toBe(false)
    database.settle(62 * SECOND_MS)
    expect(database.hasAll(replica, 62 * SECOND_MS)).toBe(true)
  })
})

describe('a promotion', () => {
  it('loses what the replica did not have, write by write', () => {
    const { database, replica, writer } = busy()
    database.settle(60 * SECOND_MS)
    writer.history.turn(60 * SECOND_MS, 0)
    database.promote(replica, 60 * SECOND_MS)
    expect(database.lost(60 * SECOND_MS)).toEqual({ writes: 100, ms: 2_000 })
  })

  it('loses nothing after the fence and the catching up', () => {
    const { database, replica, writer } = busy()
    writer.history.turn(60 * SECOND_MS, 0)
    database.settle(70 * SECOND_MS)
    database.promote(replica, 70 * SECOND_MS)
    expect(database.lost(70 * SECOND_MS)).toEqual({ writes: 0, ms: 0 })
  })

  it('goes on losing while the old writer, which nobody fenced, acknowledges', () => {
    const { database, replica } = busy()
    database.settle(60 * SECOND_MS)
    database.promote(replica, 60 * SECOND_MS)
    expect(database.takers.map((each) => each.region)).toEqual([US, EU])
    expect(database.lost(70 * SECOND_MS).writes).toBe(600)
  })

  it('keeps count of what was lost when the old writer is rebuilt', () => {
    const { database, replica, writer } = busy()
    database.settle(60 * SECOND_MS)
    writer.history.turn(60 * SECOND_MS, 0)
    database.promote(replica, 60 * SECOND_MS)
    database.follow(writer, replica, 600 * SECOND_MS)
    expect(database.lost(600 * SECOND_MS).writes).toBe(100)
    expect(database.takers.map((each) => each.region)).toEqual([EU])
  })
})

describe('a switchover', () => {
  it('exchanges the roles and loses nothing', () => {
    const { database, replica, writer } = busy()
    writer.fences.add('switchover')
    writer.history.turn(60 * SECOND_MS, 0)
    database.settle(62 * SECOND_MS)
    database.exchange(replica, 62 * SECOND_MS)
    expect(database.takers.map((each) => each.region)).toEqual([EU])
    expect(writer.follows).toBe(replica)
    expect(database.lost(100 * SECOND_MS)).toEqual({ writes: 0, ms: 0 })
  })
})
