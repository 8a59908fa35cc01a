/** Which `Host` headers are the watcher's own: this host's, the one it was started under, and addresses, which no one can rebind. */
import { isIP } from 'node:net'
import os from 'node:os'

/** Whether a `Host` header names the interface started at `host`. */
export function allowedHosts(host: string): (header: string | undefined) => boolean {
  const names = new Set(['localhost', host, os.hostname()].map((name) => name.toLowerCase()))
  return (header) => {
    if (header === undefined) return false
    const name = header
      .toLowerCase()
      .replace(/:\d+$/, '')
      .replace(/^\[(.*)\]$/, '$1')
    return names.has(name) || isIP(name) !== 0
  }
}
