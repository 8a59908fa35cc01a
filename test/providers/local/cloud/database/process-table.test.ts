import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { findProcess, listProcesses, send } from '../../../../../src/providers/local/cloud/database/process-table.js'

describe('the table of processes', () => {
  it('knows a child, whether it is stopped, and that it is gone', async () => {
    const child = spawn('sleep', ['600'], { stdio: 'ignore' })
    const pid = child.pid ?? 0
    expect(listProcesses()).toContainEqual({ pid, parent: process.pid, isStopped: false })
    send(pid, 'SIGSTOP')
    await expect.poll(() => findProcess(pid)?.isStopped).toBe(true)
    const ended = once(child, 'exit')
    send(pid, 'SIGKILL')
    await ended
    expect(findProcess(pid)).toBeUndefined()
    expect(() => send(pid, 'SIGTERM')).not.toThrow()
  })
})
