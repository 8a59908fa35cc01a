import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { fateOf, ownMark } from '../../../src/providers/store/process-mark.js'
import { ENDED, startOf, startTold } from '../../../src/providers/store/process-start.js'

describe('the process of a mark', () => {
  it('runs while it is this one', () => {
    expect(fateOf(ownMark())).toBe('runs')
    expect(ownMark()).toMatchObject({
      pid: process.pid,
      host: expect.stringMatching(/./),
      started: expect.stringMatching(/./),
    })
  })

  it('is gone when its number belongs to a process that started at another time', () => {
    expect(fateOf({ ...ownMark(), started: 'at another time' })).toBe('gone')
  })

  it('is gone when it has ended', async () => {
    const child = spawn(process.execPath, ['-e', ''])
    const { pid } = child
    await once(child, 'exit')
    expect(fateOf({ ...ownMark(), pid: pid ?? 0 })).toBe('gone')
  })

  it.runIf(process.platform === 'linux')('is gone when it has ended and nobody has buried it yet', async () => {
    // A shell that starts a child, prints its number, kills it and then, being `sleep`, never asks after it.
    const shell = spawn('/bin/sh', ['-c', 'sleep 60 & echo $!; kill -9 $!; exec sleep 60'])
    const [printed] = await once(shell.stdout, 'data')
    const zombie = Number(String(printed))
    while (startTold(zombie) !== ENDED) await new Promise(setImmediate)
    expect(fateOf({ ...ownMark(), pid: zombie, started: '12345' })).toBe('gone')
    expect(startOf(zombie)).toBeUndefined()
    shell.kill('SIGKILL')
    await once(shell, 'exit')
  })

  it('is gone when the machine has started anew since', () => {
    expect(fateOf({ ...ownMark(), table: 'an earlier boot' })).toBe('gone')
  })

  it('cannot be seen on another host', () => {
    expect(fateOf({ ...ownMark(), host: 'elsewhere.test' })).toBe('unseen')
  })

  it('gets the benefit of the doubt when its start is not known', () => {
    expect(fateOf({ ...ownMark(), started: '' })).toBe('runs')
  })
})
