import { describe, expect, it } from 'vitest'
import type { Check, Observation } from '../../src/model/health.js'
import { nameOf } from '../../src/model/place.js'
import {
  answering,
  BRIEF_MS,
  checkWith,
  http,
  lookWith,
  OTHER_ZONE,
  ok,
  PATIENT_MS,
  peer,
  proberOf,
  target,
  until,
  ZONE,
} from './fixtures/loopback.js'

const checks = (seen: readonly Observation[]): readonly Check[] =>
  seen.flatMap((one) => (one.kind === 'check' ? [one] : []))
const verdicts = (seen: readonly Observation[]): readonly string[] => checks(seen).map(({ verdict }) => verdict.is)

describe('a look', () => {
  it('asks every target and gives one check for each', async () => {
    const well = http(await peer(answering(ok())))
    const ill = http(await peer(answering('HTTP/1.1 500 Oops\r\ncontent-length: 0\r\n\r\n')))
    const observer = proberOf([target(well), target(ill, { of: OTHER_ZONE, signal: 'other' })])
    const seen = checks(await lookWith(observer))
    expect(seen.map(({ of, signal, verdict }) => `${signal} ${nameOf(of)} ${verdict.is}`).sort()).toEqual([
      'http use1-az1 pass',
      'other use1-az2 fail',
    ])
  })

  it('gives nothing where there is nothing to ask', async () => {
    expect(await lookWith(proberOf([]))).toEqual([])
  })

  it('says unknown, with the reason, of what cannot be asked', async () => {
    const because = 'this world does not watch ebs'
    expect((await checkWith(proberOf([target({ kind: 'none', because })]))).verdict).toEqual({ is: 'unknown', because })
  })

  it('touches only those it is restricted to', async () => {
    const asked = await peer(answering(ok()))
    const spared = await peer(answering(ok()))
    const observer = proberOf([target(http(asked)), target(http(spared), { of: OTHER_ZONE })])
    const only = ({ kind, ...of }: { readonly kind: string; readonly zone?: string }): boolean => of.zone === ZONE.zone
    for (let burst = 0; burst < 3; burst++) {
      const seen = checks(await observer.look({ deadlineMs: 2 * PATIENT_MS, only }))
      expect(seen.map(({ of }) => of)).toEqual([ZONE])
    }
    expect([asked.connections.length, spared.connections.length]).toEqual([1, 0])
  })

  it('gives each target its own time', async () => {
    const mute = await peer(() => undefined)
    const late = await peer(
      answering((_, socket) => {
        setTimeout(() => socket.write(ok()), 2 * BRIEF_MS)
        return undefined
      }),
    )
    const observer = proberOf([target(http(mute), { timeoutMs: BRIEF_MS }), target(http(late), { of: OTHER_ZONE })])
    const seen = checks(await lookWith(observer))
    const of = (zone: typeof ZONE): unknown => seen.find(({ of }) => nameOf(of) === zone.zone)?.verdict
    expect(of(OTHER_ZONE)).toMatchObject({ is: 'pass' })
    expect(of(ZONE)).not.toMatchObject({ is: 'pass' })
  })

  it('ends by its own deadline; what it gave less than its time is unknown', async () => {
    const observer = proberOf([target(http(await peer(() => undefined)))])
    const [check] = checks(await observer.look({ deadlineMs: 100 }))
    expect(check?.verdict).toMatchObject({
      ...{ is: 'unknown', because: expect.stringContaining('the look ended before its 10 s') },
    })
  })

  it('waits for the same answer as an earlier look that is under way', async () => {
    let answer = (): unknown => undefined
    const server = await peer((socket) => {
      socket.on('data', () => {
        answer = () => socket.write(ok())
      })
    })
    const observer = proberOf([target(http(server))])
    const first = lookWith(observer)
    const second = lookWith(observer)
    await until(() => server.connections.length > 0)
    const asked = setInterval(() => answer(), 5)
    expect([verdicts(await first), verdicts(await second)]).toEqual([['pass'], ['pass']])
    clearInterval(asked)
    expect(server.connections).toHaveLength(1)
  })

  it('of many targets spreads them over the time it has and asks them all', async () => {
    const server = await peer(answering(ok()))
    const many = Array.from({ length: 500 }, (_, i) => target(http(server), { signal: `s${i}` }))
    const observer = proberOf(many)
    const began = performance.now()
    const seen = checks(await observer.look({ deadlineMs: PATIENT_MS + 550 }))
    expect(performance.now() - began).toBeGreaterThan(300)
    expect(new Set(seen.map(({ signal }) => signal)).size).toBe(500)
    expect(new Set(verdicts(seen))).toEqual(new Set(['pass']))
  })
})

describe('trouble of this side', () => {
  it('is unknown: an address that is not this machine’s', async () => {
    const server = await peer(answering(ok()))
    // 192.0.2.0/24 is nobody's (RFC 5737).
    const { verdict } = await checkWith(proberOf([target(http(server), { source: '192.0.2.1' })]))
    expect(verdict).toMatchObject({ is: 'unknown', because: expect.stringContaining('cannot ask from its address') })
  })

  it('is unknown: held up itself for longer than the target may take, whether or not an answer came', async () => {
    const mute = await peer(() => undefined)
    const well = await peer(answering(ok()))
    const observer = proberOf([
      target(http(mute), { timeoutMs: BRIEF_MS }),
      target(http(well), { timeoutMs: BRIEF_MS, of: OTHER_ZONE }),
    ])
    const look = lookWith(observer)
    await new Promise((resolve) => setImmediate(resolve))
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3 * BRIEF_MS)
    const seen = checks(await look)
    const blind = seen.filter(({ verdict }) => verdict.is === 'unknown')
    expect(blind).toContainEqual(expect.objectContaining({ of: ZONE }))
    expect(JSON.stringify(blind)).toContain('this monitor itself was held up for')
    expect(verdicts(seen)).not.toContain('fail')
  })
})

describe('close', () => {
  it('lets go of every connection and leaves nothing that keeps the process', async () => {
    const held = (): number => process.getActiveResourcesInfo().filter((name) => name !== 'Timeout').length
    const server = await peer(answering(ok()))
    const before = held()
    const observer = proberOf([target(http(server)), target({ kind: 'tcp', ...server })])
    await lookWith(observer)
    await observer.close()
    await until(() => server.connections.every(({ closed }) => closed))
    await until(() => held() <= before)
  })

  it('ends a look that is under way, as unknown', async () => {
    const server = await peer(() => undefined)
    const observer = proberOf([target(http(server))])
    const look = lookWith(observer)
    await until(() => server.connections.length > 0)
    await observer.close()
    expect(checks(await look)[0]?.verdict).toEqual({ is: 'unknown', because: 'this monitor was stopped' })
  })
})
