import os from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../../src/providers/clock.js'
import { storeAt } from '../../../src/providers/store/store-at.js'
import { failing } from '../../fixtures/store-conformance.js'

const at = (place: string | undefined): string => storeAt(place, '/the/default', { clock: systemClock() }).where

const thrownBy = (work: () => unknown): unknown => {
  try {
    return work()
  } catch (thrown) {
    return thrown
  }
}

describe('the store of a policy', () => {
  it.each([
    [undefined, '/the/default'],
    ['file:journal', path.resolve('journal')],
    ['file:../beside/x', path.resolve('../beside/x')],
    ['file:/var/lib/failover/shop', '/var/lib/failover/shop'],
    ['file:///var/lib/failover/shop%20one', '/var/lib/failover/shop one'],
    ['file:~/failover', path.join(os.homedir(), 'failover')],
    ['file:~other', path.resolve('~other')],
  ])('%s is in %s', (place, dir) => {
    expect(at(place)).toBe(dir)
  })

  it.each(['s3://acme-failover/shop', 'dynamodb://failover', 'file:', 'shop'])(
    '%s is not in this version, and the message says what is',
    (place) => {
      const thrown = thrownBy(() => at(place))
      expect(thrown).toEqual(failing('unsupported', /files only/))
      expect(thrown).toMatchObject({
        message: expect.stringContaining(place),
        next: expect.stringContaining('file:PATH'),
      })
    },
  )

  it('cannot be a file of another machine', () => {
    expect(thrownBy(() => at('file://elsewhere/shop'))).toEqual(failing('unsupported', /no file of this machine/))
  })
})
