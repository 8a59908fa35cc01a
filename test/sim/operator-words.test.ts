import { describe, expect, it } from 'vitest'
import { understand } from '../../src/sim/operator-words.js'

const askOf = (run: string) => {
  const read = understand(run)
  return read.is === 'understood' ? (read.words.is === 'move' ? read.words.ask : read.words.is) : read.message
}

describe('the words of an operator', () => {
  it.each([
    ['--to auto --planned', { kind: 'move-to', to: 'auto', planned: true }],
    ['evacuate use1-az1', { kind: 'evacuate', zone: 'use1-az1' }],
    ['back', { kind: 'back' }],
    ['freeze us-east-1', { kind: 'freeze', region: 'us-east-1' }],
    ['thaw us-east-1 --waive hold-down', { kind: 'thaw', region: 'us-east-1' }],
    ['thaw', { kind: 'thaw' }],
    ['halt', 'halt'],
    ['resume --abandon', 'abandon'],
  ])('are those of the command line: %s', (run, ask) => {
    expect(askOf(run)).toEqual(ask)
  })

  it.each([
    ['freeze', '"freeze" is no command'],
    ['freeze use1-az1', '"use1-az1" is no region'],
    ['thaw use1-az1', '"use1-az1" is no region'],
    ['thaw us-east-1 eu-west-1', 'too many words: eu-west-1'],
    ['thaw --waive hold-dwon', 'did you mean "hold-down"?'],
    ['thaw --to eu-west-1', '--to and "thaw" are two commands'],
  ])('that ask for nothing are told with what is allowed: %s', (run, why) => {
    expect(askOf(run)).toContain(why)
    expect(askOf(run)).toMatch(/allowed: "--to REGION", .*"freeze REGION", "thaw"/)
  })
})
