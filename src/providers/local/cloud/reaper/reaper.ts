/**
 * Watches over the supervisor's end. Most of the cloud's processes end with their channel to the supervisor, but a stopped
 * one hears nothing. So a shell stands at the other end of a pipe: when the pipe closes without a word, the supervisor has
 * been killed, and the shell becomes the program that ends what is left.
 */
import { spawn } from 'node:child_process'
import { programFile } from '../programs.js'

export interface Reaper {
  /** It is not needed any more; resolves when it has gone. */
  dismiss(): Promise<void>
}

const SCRIPT = 'read -r word && exit 0; exec "$@"'

/** Stands by for the cloud in `dir`. */
export function startReaper(dir: string): Reaper {
  const program = [process.execPath, programFile('reaper/main.js'), dir]
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'sh', ...program], {
    // A session of its own, which outlives whatever ends the supervisor's.
    detached: true,
    cwd: '/',
    stdio: ['pipe', 'inherit', 'inherit'],
  })
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  child.stdin?.on('error', () => {})
  return {
    dismiss: () => {
      child.stdin?.end('over\n')
      return gone
    },
  }
}
