import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { outputFor } from '../../src/cli/output.js'

let out: string
let err: string
const isTTY = process.stdout.isTTY
beforeEach(() => {
  out = ''
  err = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text)
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text)
    return true
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  process.stdout.isTTY = isTTY
})

describe('output for people', () => {
  it('says lines on standard output, remarks on standard error, and prints no document', () => {
    const output = outputFor(false)
    output.say('one')
    output.say()
    output.remark('by the way')
    output.document({ a: 1 })
    expect(out).toBe('one\n\n')
    expect(err).toBe('by the way\n')
  })

  it('has no colour and asks nothing where no terminal is', () => {
    process.stdout.isTTY = false
    const { interactive, paint } = outputFor(false)
    expect(interactive).toBe(false)
    expect(paint.red('bad')).toBe('bad')
  })

  it('is interactive on a terminal', () => {
    process.stdout.isTTY = true
    expect(outputFor(false).interactive).toBe(true)
  })
})

describe('output for programs', () => {
  it('carries one document and nothing else on standard output', () => {
    const output = outputFor(true)
    output.say('for people')
    output.document({ a: [1] })
    expect(JSON.parse(out)).toEqual({ a: [1] })
  })

  it('still remarks on standard error, and is never interactive or coloured', () => {
    process.stdout.isTTY = true
    const output = outputFor(true)
    output.remark('by the way')
    expect(err).toBe('by the way\n')
    expect(output.interactive).toBe(false)
    expect(output.paint.green('good')).toBe('good')
  })
})
