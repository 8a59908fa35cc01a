// Small HTTP servers, each a process of its own, for the contenders to watch: killed as `kill -9` does, and started again.
import { spawn } from 'node:child_process'
import { once } from 'node:events'

const SERVER = `
  const server = require('node:http').createServer((_, response) => response.end('ok'))
  server.listen(Number(process.argv[2]), process.argv[1], () => process.stdout.write('up'))
`

/** Starts one at `address`:`port`; `kill` and `start` resolve when it is gone or answers. */
export async function serverAt(address, port) {
  let child
  const start = async () => {
    child = spawn(process.execPath, ['-e', SERVER, address, String(port)], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(child.stdout, 'data')
  }
  await start()
  return {
    address,
    start,
    kill: () => child.kill('SIGKILL'),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
  }
}
