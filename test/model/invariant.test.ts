import { describe, expect, it } from 'vitest'
import { BrokenInvariant, invariant, never } from '../../src/model/invariant.js'

describe('an invariant', () => {
  it('is silent while it holds', () => expect(() => invariant(1, 'unused')).not.toThrow())

  it.each([false, 0, '', null, undefined])('stops with its reason when it is %j', (condition) => {
    expect(() => invariant(condition, 'two writers')).toThrow(new BrokenInvariant('two writers'))
  })

  it('names the case that a switch does not have', () => {
    expect(() => never({ kind: 'teleport' } as never)).toThrow(new BrokenInvariant('no case for {"kind":"teleport"}'))
  })
})
