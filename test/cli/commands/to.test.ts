import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { evacuate, freeze, regionOrAuto, thaw } from '../../../src/cli/commands/to.js'
import { readPolicy } from '../../../src/cli/open.js'
import { ROOT } from '../fixtures/command.js'
import { keptOutput } from '../fixtures/output.js'

const file = join(ROOT, 'policies', 'local.yaml')
const policy = readPolicy(file)

describe('where to', () => {
  it('is a region of the policy, or the best', () => {
    expect(regionOrAuto(policy, 'eu-west-1')).toBe('eu-west-1')
    expect(regionOrAuto(policy, 'auto')).toBe('auto')
  })

  it.each([
    ['eu-west-2', 'eu-west-2 is no region of this policy; did you mean eu-west-1?'],
    ['atuo', 'atuo is no region of this policy; did you mean auto?'],
    ['mars', 'mars is no region of this policy'],
    ['', ' is no region of this policy'],
  ])('is told when it is neither, before anything is opened: %j', (to, message) => {
    expect(() => regionOrAuto(policy, to)).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message,
        next: 'its regions are us-east-1, eu-west-1, or "auto" for the best',
      }),
    )
  })
})

describe('a zone to leave', () => {
  it.each([
    ['use1-az3', 'use1-az3 is no zone of this policy; did you mean use1-az1?'],
    ['us-east-1a', 'us-east-1a is no zone of this policy'],
  ])('is told when the policy has no such: %s', async (zone, message) => {
    await expect(evacuate(keptOutput(), { policy: file }, zone)).rejects.toMatchObject({
      ...{ exitCode: 2, message },
      next: 'its zones are use1-az1, use1-az2, use1-az4, euw1-az1, euw1-az2, euw1-az3',
    })
  })
})

describe('a region to freeze, or to thaw', () => {
  it.each([
    ['eu-west-2', 'eu-west-2 is no region of this policy; did you mean eu-west-1?'],
    ['auto', 'auto is no region of this policy'],
  ])('is told when the policy has no such: %s', async (region, message) => {
    for (const command of [freeze, thaw]) {
      await expect(command(keptOutput(), { policy: file }, region)).rejects.toMatchObject({
        ...{ exitCode: 2, message, next: 'its regions are us-east-1, eu-west-1' },
      })
    }
  })
})
