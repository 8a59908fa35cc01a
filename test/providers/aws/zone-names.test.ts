import { describe, expect, it } from 'vitest'
import { zone } from '../../../src/model/place.js'
import { namesOf } from '../../../src/providers/aws/zone-names.js'

describe('zone names', () => {
  it('are read both ways, and nothing is made of a name the account has not', () => {
    const names = namesOf([['us-east-1a', zone('use1-az6')]])
    expect(names.idOf('us-east-1a')).toBe('use1-az6')
    expect(names.nameOf('use1-az6')).toBe('us-east-1a')
    expect(names.idOf('us-east-1b')).toBeUndefined()
    expect(names.nameOf('use1-az1')).toBeUndefined()
  })
})
