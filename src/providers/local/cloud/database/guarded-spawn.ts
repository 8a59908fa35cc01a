/**
 * PostgreSQL servers must not outlive the supervisor, not even one that is killed and can do nothing about it. So each
 * stands under the eye of a guard: a shell at the other end of a pipe from the supervisor. When the pipe closes without
 * a word, the supervisor is gone, and the guard ends the server and whatever of it is frozen. When the server has
 * ended first, the supervisor says so, and the guard leaves.
 *
 * The server itself takes the place of the shell that was started, so its process id and its end are known at first
 * hand; the guard is forked twice, since PostgreSQL takes a child it does not know for a crash. All have a session of
 * their own, which an interrupt from the terminal does not reach.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { type RunAs, standing } from './run-as.js'

/**
 * SIGQUIT makes PostgreSQL end all its processes at once, and kill after 5 s those that would not
 * (https://www.postgresql.org/docs/18/server-shutdown.html); frozen ones must first be let go on. `$$` is the server
 * in every subshell. SIGKILL is for a server that does not even hear that.
 */
const SCRIPT = `
exec 3<&0 </dev/null
( (
  exec >/dev/null 2>&1
  read -r word <&3 && exit 0
  family() { cat /proc/$$/task/$$/children || pgrep -P $$; }
  kill -QUIT $$
  kill -CONT $$ $(family)
  for second in 1 2 3 4 5 6 7 8; do sleep 1; kill -0 $$ || exit 0; done
  kill -KILL $$ $(family)
) & )
exec 3<&-
exec "$@"
`

export interface Guarded {
  readonly program: string
  readonly args: readonly string[]
  readonly logFile: string
  readonly runAs?: RunAs
}

/** Starts `program` under guard, its output appended to `logFile`. */
export function guardedSpawn({ program, args, logFile, runAs }: Guarded): ChildProcess {
  const log = openSync(logFile, 'a', 0o600)
  try {
    const child = spawn('/bin/sh', ['-c', SCRIPT, 'sh', program, ...args], {
      ...standing(runAs),
      detached: true,
      stdio: ['pipe', log, log],
    })
    child.stdin?.on('error', () => {})
    child.once('exit', () => child.stdin?.end('ended\n'))
    return child
  } finally {
    closeSync(log)
  }
}
