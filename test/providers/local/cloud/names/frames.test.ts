import { describe, expect, it } from 'vitest'
import { frame, takeFrames } from '../../../../../src/providers/local/cloud/names/frames.js'

const messages = ['', 'a', 'bb', 'c'.repeat(65_535)].map((text) => Buffer.from(text))

describe('messages over TCP', () => {
  it('come out as they went in, however many at once', () => {
    expect(takeFrames(Buffer.concat(messages.map(frame)))).toEqual({ messages, rest: Buffer.alloc(0) })
  })

  it('wait until they are whole', () => {
    const sent = Buffer.concat([frame(Buffer.from('first')), frame(Buffer.from('second'))])
    for (let at = 0; at <= sent.length; at++) {
      const { messages: whole, rest } = takeFrames(sent.subarray(0, at))
      expect(whole.length).toBe(at < 7 ? 0 : at < sent.length ? 1 : 2)
      expect(takeFrames(Buffer.concat([rest, sent.subarray(at)])).messages.length).toBe(2 - whole.length)
    }
  })
})
