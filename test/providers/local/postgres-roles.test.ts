import { describe, expect, it } from 'vitest'
import { type ServerState, serverState } from '../../../src/providers/local/cloud/database/inspect-sql.js'
import { hasAll, isOf, lagOf, roleOf, writersIn } from '../../../src/providers/local/postgres-roles.js'
import { away, home, replica, type Server, writer } from './fixtures/paper-cloud.js'

const state = (server: Server): ServerState => serverState([{ ...server }])
const sight = (region: typeof home, server: Server | undefined) => ({
  region,
  state: server ? ({ is: 'answer', answer: state(server) } as const) : ({ is: 'none', because: 'silent' } as const),
})

describe('the role of a database', () => {
  it.each([
    [false, false, 'writer'],
    [false, true, 'fenced'],
    [true, false, 'replica'],
    [true, true, 'replica'],
  ])('in recovery %s, fenced %s: %s', (inRecovery, fenced, role) => {
    expect(roleOf(state(writer({ in_recovery: inRecovery, fenced })))).toBe(role)
  })
})

describe('who writes', () => {
  it.each([
    [writer(), replica(), [home]],
    [writer({ fenced: true }), replica(), []],
    [writer({ fenced: true }), writer({ timeline: 2 }), [away]],
    [undefined, replica(), []],
    [undefined, writer(), [away]],
    [writer(), writer({ timeline: 2 }), [home, away]],
  ])('case %#', (atHome, there, writers) => {
    expect(writersIn([sight(home, atHome), sight(away, there)])).toEqual(writers)
  })
})

describe('the lag of a replica', () => {
  const lag = (one: Partial<Server>, other: Partial<Server> = {}) => lagOf(state(replica(one)), state(writer(other)))

  it('is nothing when it has replayed all that the writer wrote, however long ago that was', () => {
    expect(lag({ replay_age_ms: 3_600_000 })).toEqual({ is: 'known', value: 0 })
    expect(lag({ lsn: '0/3000001', replay_age_ms: 9 })).toEqual({ is: 'known', value: 0 })
  })

  it('is the age of the last transaction replayed when it has not', () => {
    expect(lag({ lsn: '0/2FFFFFF', replay_age_ms: 4_000 })).toEqual({ is: 'known', value: 4_000 })
    expect(lag({ lsn: '0/FFFFFFFF', replay_age_ms: 7 }, { lsn: '1/0' })).toEqual({ is: 'known', value: 7 })
  })

  it('is never below nothing, whatever clocks say', () => {
    expect(lag({ lsn: '0/1', replay_age_ms: -12 })).toEqual({ is: 'known', value: 0 })
  })

  it('is unknown where it cannot be told', () => {
    expect(lag({ lsn: '0/1', replay_age_ms: null })).toMatchObject({ is: 'unknown' })
    expect(lag({ lsn: null, replay_age_ms: null })).toMatchObject({ is: 'unknown' })
  })

  it('is unknown of a replica that follows another history', () => {
    expect(lag({ timeline: 1 }, { timeline: 2 })).toEqual({
      is: 'unknown',
      because: 'it follows timeline 1, and the writer writes timeline 2',
    })
  })

  it('is unknown of what is no replica', () => {
    const of = (server: Server) => lagOf(state(server), state(writer()))
    expect(of(writer({ fenced: true }))).toMatchObject({ is: 'unknown', because: expect.stringContaining('fenced') })
    expect(of(writer())).toMatchObject({ is: 'unknown' })
  })
})

describe('having all', () => {
  it('means the same history and a position no earlier, also of a writer that is fenced', () => {
    const old = state(writer({ fenced: true }))
    expect(hasAll(state(replica()), old)).toBe(true)
    expect(hasAll(state(replica({ lsn: '0/2FFFFFF' })), old)).toBe(false)
    expect(hasAll(state(replica({ timeline: 2 })), old)).toBe(false)
    expect(hasAll(state(replica({ lsn: null })), old)).toBe(false)
  })

  it('is nothing that a writer can have of another, nor anybody of a replica', () => {
    expect(isOf(state(writer()), state(writer()))).toBe(false)
    expect(isOf(state(replica()), state(replica()))).toBe(false)
  })
})
