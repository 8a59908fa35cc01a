// HAProxy at its fastest for the same interval: down after one failed check. It answers no DNS; timed is its own word that
// the server is down, which flatters it by the time a name would take to change.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { serverAt } from './servers.mjs'

const BINARY = '/usr/sbin/haproxy'

function versionOf() {
  try {
    return execFileSync(BINARY, ['-v'], { encoding: 'utf8' }).split(' ').slice(0, 3).join(' ')
  } catch {
    return undefined
  }
}

export async function haproxy({ intervalS, port, frontPort }) {
  const version = versionOf()
  if (!version) return undefined
  const dir = mkdtempSync(path.join(os.tmpdir(), 'bench-haproxy-'))
  const socket = path.join(dir, 'stats.sock')
  const places = ['127.9.2.1', '127.9.2.2', '127.9.2.3']
  const lines = places.map(
    (address, index) =>
      `  server s${index} ${address}:${port} check inter ${intervalS}s fastinter ${intervalS}s downinter ${intervalS}s fall 1 rise 1`,
  )
  writeFileSync(
    path.join(dir, 'haproxy.cfg'),
    `global
  stats socket ${socket} mode 600 level admin
defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
frontend front
  bind 127.0.0.1:${frontPort}
  default_backend web
backend web
  option httpchk GET /healthz
${lines.join('\n')}\n`,
  )
  const servers = await Promise.all(places.map((address) => serverAt(address, port)))
  const child = spawn(BINARY, ['-db', '-f', path.join(dir, 'haproxy.cfg')], { stdio: 'ignore' })
  const states = () => ask(socket, 'show servers state web\n')
  await until(async () => (await states())?.every((state) => state === '2'))
  return {
    name: 'HAProxy',
    settings: `${version}: httpchk every ${intervalS} s, fall 1`,
    async trial(index) {
      const at = index % servers.length
      const began = performance.now()
      servers[at].kill()
      await until(async () => (await states())?.[at] === '0')
      const took = performance.now() - began
      await servers[at].start()
      await until(async () => (await states())?.every((state) => state === '2'))
      return took
    },
    async stop() {
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
      await Promise.all(servers.map((server) => server.stop()))
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** The operational state of each server: 0 is stopped, 2 is running (HAProxy management guide, "show servers state"). */
function ask(socket, words) {
  return new Promise((resolve) => {
    let text = ''
    const link = net.connect(socket, () => link.write(words))
    link.on('error', () => resolve(undefined))
    link.on('data', (data) => {
      text += data
    })
    link.on('end', () => {
      const rows = text.split('\n').filter((row) => /^\d+ web /.test(row))
      resolve(rows.length > 0 ? rows.map((row) => row.split(' ')[5]) : undefined)
    })
  })
}

async function until(isThere) {
  const began = performance.now()
  while (!(await isThere())) {
    if (performance.now() - began > 20_000) throw new Error('HAProxy did not come to the state waited for')
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
