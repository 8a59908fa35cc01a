import { describe, expect, it } from 'vitest'
import { parseWindow, windowAt } from '../../src/rehearse/window.js'

const at = (text: string): number => Date.parse(text)
const open = (window: string, now: string) => {
  const parsed = parseWindow(window)
  return parsed && windowAt(parsed, at(now))
}

describe('the window of a game day', () => {
  it('is open between its two times, by the clocks of its zone', () => {
    const dublin = '10:00-12:00 Europe/Dublin'
    expect(open(dublin, '2026-11-25T10:30:00Z')).toEqual({ is: 'open', endsAt: at('2026-11-25T12:00:00Z') })
    expect(open(dublin, '2026-07-01T09:30:00Z')).toEqual({ is: 'open', endsAt: at('2026-07-01T11:00:00Z') })
    expect(open(dublin, '2026-11-25T12:00:00Z')).toEqual({ is: 'closed', opensAt: at('2026-11-26T10:00:00Z') })
    expect(open(dublin, '2026-11-25T09:00:00Z')).toEqual({ is: 'closed', opensAt: at('2026-11-25T10:00:00Z') })
  })

  it('begins with its first moment', () => {
    expect(open('10:00-12:00', '2026-11-25T10:00:00Z')).toMatchObject({ is: 'open' })
  })

  it('may go over midnight', () => {
    expect(open('23:00-01:00', '2026-11-25T23:30:00Z')).toEqual({ is: 'open', endsAt: at('2026-11-26T01:00:00Z') })
    expect(open('23:00-01:00', '2026-11-25T22:00:00Z')).toMatchObject({ is: 'closed' })
  })

  it('with an end alone is open until that', () => {
    expect(open('12:00 UTC', '2026-11-25T13:00:00Z')).toEqual({ is: 'open', endsAt: at('2026-11-26T12:00:00Z') })
  })

  it.each(['', '10', '10:00-', '25:00-26:00', '10:61', '10:00-10:00', '10:00-12:00 Europe/Dublln', 'soon'])(
    'is not read from "%s"',
    (text) => expect(parseWindow(text)).toBeUndefined(),
  )
})
