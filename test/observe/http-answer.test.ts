import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HttpAnswer } from '../../src/observe/http-answer.js'

const WANTED = { method: 'GET', body: 'ok', maxBodyBytes: 1_000 }

function answerOf(pieces: readonly (string | Buffer)[], wanted = WANTED): HttpAnswer {
  const answer = new HttpAnswer(wanted)
  for (const piece of pieces) {
    const bytes = Buffer.from(piece)
    answer.take(bytes)
    // The bytes are only lent: what comes next overwrites them.
    bytes.fill(0)
    if (answer.isWhole || answer.fault) break
  }
  return answer
}

/** `text` cut at the given places. */
function cutAt(text: string, places: readonly number[]): readonly string[] {
  const ends = [...new Set(places.map((place) => place % text.length))].sort((a, b) => a - b)
  return [0, ...ends].map((from, i) => text.slice(from, ends[i] ?? text.length))
}

const result = ({ bodyBytes, fault, head, isClean, isWhole }: HttpAnswer) => ({
  bodyBytes,
  fault,
  head,
  isClean,
  isWhole,
})

const ANSWERS = [
  'HTTP/1.1 200 OK\r\ncontent-length: 5\r\nkeep-alive: timeout=5, max=100\r\n\r\nok ok',
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok',
  'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1;ext="x"\r\no\r\n0a\r\nk123456789\r\n0\r\ntrailer: x\r\n\r\n',
  'HTTP/1.1 204 No Content\r\n\r\n',
  'HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nok more',
  'HTTP/1.1 200 OK\r\ncontent-length: nonsense\r\n\r\n',
  'HTTP/1.1 200 OK\r\nbad header: x\r\n\r\n',
  'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nokk\r\n',
]

describe('an HTTP answer', () => {
  it('is the same in whatever pieces it arrives', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ANSWERS), fc.array(fc.nat(), { maxLength: 8 }), (text, places) => {
        const pieces = cutAt(text, places).filter((piece) => piece !== '')
        const whole = result(answerOf([text]))
        const found = result(answerOf(pieces))
        // Bytes that follow an answer are seen only where they come with its end.
        expect({ ...found, isClean: whole.isClean }).toEqual(whole)
      }),
    )
  })

  it('of any bytes at all throws nothing, and passes for HTTP only if it begins so', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 }), (pieces) => {
        const found = answerOf(pieces.map((piece) => Buffer.from(piece)))
        if (found.head) expect(Buffer.concat(pieces).toString('latin1')).toMatch(/^HTTP\/1\.[01] \d{3}/)
      }),
    )
    fc.assert(
      fc.property(fc.constantFrom(...ANSWERS), fc.nat(), fc.nat(255), (text, place, byte) => {
        const bytes = Buffer.from(text)
        bytes[place % bytes.length] = byte
        answerOf([bytes])
      }),
    )
  })

  it('tells what it was', () => {
    expect(result(answerOf([ANSWERS[0] ?? '']))).toEqual({
      ...{ bodyBytes: 5, fault: undefined, isClean: true, isWhole: true },
      head: { status: 200, body: { is: 'length', bytes: 5 }, keepsAlive: true, idleMs: 5_000 },
    })
    expect(answerOf([ANSWERS[1] ?? ''])).toMatchObject({ isWhole: true, head: { status: 200 } })
    expect(answerOf([ANSWERS[2] ?? ''])).toMatchObject({ isWhole: true, bodyBytes: 11, head: { keepsAlive: true } })
    expect(answerOf([ANSWERS[2] ?? '']).holdsWanted()).toBe(true)
  })

  it('has no body when it may have none', () => {
    const head = 'HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n'
    expect(answerOf([head], { ...WANTED, method: 'HEAD' })).toMatchObject({ isWhole: true, bodyBytes: 0 })
    expect(answerOf([head])).toMatchObject({ isWhole: false })
    expect(answerOf(['HTTP/1.1 304 Not Modified\r\ncontent-length: 50\r\n\r\n'])).toMatchObject({ isWhole: true })
    expect(answerOf(['HTTP/1.1 101 Switching Protocols\r\n\r\n'])).toMatchObject({
      isWhole: true,
      head: { status: 101 },
    })
  })

  it('without a length ends with its connection, and not before', () => {
    const answer = answerOf(['HTTP/1.1 200 OK\r\n\r\n', 'ok'])
    expect(answer).toMatchObject({ isWhole: false, head: { keepsAlive: false } })
    answer.end()
    expect(answer.isWhole).toBe(true)
    const half = answerOf(['HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nok'])
    half.end()
    expect(half.isWhole).toBe(false)
  })

  it('that is longer than wanted is cut, and its connection is not asked again', () => {
    const answer = answerOf([`HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n${'x'.repeat(1_500)}ok`])
    expect(answer).toMatchObject({ isWhole: true, isClean: false })
    expect(answer.holdsWanted()).toBe(false)
  })

  it.each([
    ['keep-alive', 'HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 0', true],
    ['nothing', 'HTTP/1.0 200 OK\r\ncontent-length: 0', false],
    ['nothing', 'HTTP/1.1 200 OK\r\ncontent-length: 0', true],
    ['close among others', 'HTTP/1.1 200 OK\r\nconnection: TE, Close\r\ncontent-length: 0', false],
  ])('says with %s whether its connection stays', (_, head, keepsAlive) => {
    expect(answerOf([`${head}\r\n\r\n`]).head).toMatchObject({ keepsAlive })
  })

  it('takes a length given twice alike for one', () => {
    expect(answerOf(['HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 2\r\n\r\nok'])).toMatchObject({
      isWhole: true,
    })
  })
})
