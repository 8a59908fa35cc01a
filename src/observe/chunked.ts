/**
 * A chunked body, as RFC 9112 §7.1 writes it, in whatever pieces it arrives. What is not exactly that is no answer.
 *
 *   size    hex digits, an extension that is passed over   → data, or trailer when the size is 0
 *   data    as many bytes as the size says                 → gap
 *   gap     CR LF                                          → size
 *   trailer lines, the last one empty                      → whole
 */

type State = 'size' | 'data' | 'gap' | 'trailer' | 'whole' | 'broken'

/** Size lines and trailer lines that are longer than this are taken for garbage. */
const LINE_MAX = 8_192
const SIZE = /^([0-9a-fA-F]{1,8})[ \t]*(;.*)?$/

export class Chunked {
  #state: State = 'size'
  #left = 0
  #line = ''

  get isWhole(): boolean {
    return this.#state === 'whole'
  }

  get isBroken(): boolean {
    return this.#state === 'broken'
  }

  /** Takes what belongs to the body, from `from` on, and gives its content to `keep`; returns where it stopped. */
  take(bytes: Buffer, from: number, keep: (part: Buffer) => void): number {
    let at = from
    while (at < bytes.length && !this.isWhole && !this.isBroken) {
      if (this.#state !== 'data') {
        at = this.#takeLine(bytes, at)
        continue
      }
      const end = Math.min(bytes.length, at + this.#left)
      keep(bytes.subarray(at, end))
      this.#left -= end - at
      at = end
      if (this.#left === 0) this.#state = 'gap'
    }
    return at
  }

  #takeLine(bytes: Buffer, from: number): number {
    const feed = bytes.indexOf(10, from)
    const end = feed === -1 ? bytes.length : feed + 1
    this.#line += bytes.toString('latin1', from, end)
    if (this.#line.length > LINE_MAX) this.#state = 'broken'
    else if (feed !== -1) this.#endLine()
    return end
  }

  #endLine(): void {
    const line = this.#line
    this.#line = ''
    this.#state = line.endsWith('\r\n') ? this.#after(line.slice(0, -2)) : 'broken'
  }

  #after(line: string): State {
    if (this.#state === 'gap') return line === '' ? 'size' : 'broken'
    if (this.#state === 'trailer') return line === '' ? 'whole' : 'trailer'
    const digits = SIZE.exec(line)?.[1]
    if (digits === undefined) return 'broken'
    this.#left = Number.parseInt(digits, 16)
    return this.#left === 0 ? 'trailer' : 'data'
  }
}
