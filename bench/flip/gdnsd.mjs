// gdnsd at its fastest: checks every 2 s (its least), down after one failure.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { serverAt } from './servers.mjs'
import { untilAnswer } from './watch-dns.mjs'

const BINARY = ['/usr/sbin/gdnsd', '/usr/local/sbin/gdnsd']

/** Where it is and which, as its usage says; undefined where it is not installed. */
function find() {
  for (const binary of BINARY) {
    const { stderr } = spawnSync(binary, ['--help'], { encoding: 'utf8' })
    const version = /gdnsd version (\S+)/.exec(stderr ?? '')
    if (version) return { binary, version: `gdnsd ${version[1]}` }
  }
  return undefined
}

const addresses = (answers) => answers.filter(({ type }) => type === 'A').map(({ data }) => data)

export async function gdnsd({ intervalS, port, dnsPort }) {
  const found = find()
  if (!found) return undefined
  const dir = mkdtempSync(path.join(os.tmpdir(), 'bench-gdnsd-'))
  for (const name of ['zones', 'run', 'state']) mkdirSync(path.join(dir, name))
  const places = ['127.9.1.1', '127.9.1.2', '127.9.1.3']
  const list = places.map((address, index) => `s${index} => ${address}`).join(', ')
  writeFileSync(
    path.join(dir, 'config'),
    `options => { listen => 127.0.0.1:${dnsPort}, run_dir => ${dir}/run, state_dir => ${dir}/state, username => ${os.userInfo().username} }
service_types => { web => { plugin => http_status, port => ${port}, url_path => /healthz, interval => ${intervalS}, timeout => 1, up_thresh => 1, ok_thresh => 1, down_thresh => 1 } }
plugins => { multifo => { front => { service_types => web, ${list} } } }\n`,
  )
  writeFileSync(
    path.join(dir, 'zones', 'shop.test'),
    '@ SOA ns1 hostmaster ( 1 7200 1800 259200 2 )\n@ NS ns1\nns1 A 127.0.0.1\nwww 2 DYNA multifo!front\n',
  )
  const servers = await Promise.all(places.map((address) => serverAt(address, port)))
  const child = spawn(found.binary, ['-c', dir, 'start'], { stdio: 'ignore' })
  const dns = { address: '127.0.0.1', port: dnsPort }
  const everyone = (answers) => addresses(answers).length === places.length
  await untilAnswer(dns, 'www.shop.test', 'A', everyone)
  return {
    name: 'gdnsd',
    settings: `${found.version}: http_status every ${intervalS} s, down after 1 failure`,
    async trial(index) {
      const victim = servers[index % servers.length]
      victim.kill()
      const took = await untilAnswer(
        dns,
        'www.shop.test',
        'A',
        (answers) => !addresses(answers).includes(victim.address),
      )
      await victim.start()
      await untilAnswer(dns, 'www.shop.test', 'A', everyone)
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
