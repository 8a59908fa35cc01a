import { afterEach, describe, expect, it } from 'vitest'
import { nameServersOf } from '../../../../src/providers/aws/users/name-servers.js'
import { systemClock } from '../../../../src/providers/clock.js'
import { a, cname, type NameServer, ns, openNameServer } from '../fixtures/name-server.js'

const NAME = 'www.shop.example.test'
const open: NameServer[] = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})
async function names(): Promise<NameServer> {
  const server = await openNameServer()
  open.push(server)
  return server
}

const clock = systemClock()
const stop = () => new AbortController().signal
const of = (resolvers: readonly string[], named: readonly string[] = []) =>
  nameServersOf({ host: NAME, named, resolvers, clock, random: () => 0.99 })

describe('the name servers of a public name', () => {
  it('are those of the closest zone above it, and are looked for once', async () => {
    const dns = await names()
    dns.say(NAME, { is: 'records', answers: [] })
    dns.say('shop.example.test', ns('shop.example.test', 'ns-1.test', 'ns-2.test', 'gone.test'))
    dns.say('example.test', ns('example.test', 'other.test'))
    dns.say('ns-1.test', a('ns-1.test', '192.0.2.1'))
    dns.say('ns-2.test', a('ns-2.test', '192.0.2.2'))
    const servers = of([dns.address])
    expect(await servers.find(stop())).toEqual(['192.0.2.1', '192.0.2.2'])
    const asked = dns.asked.length
    expect(await servers.find(stop())).toHaveLength(2)
    expect(dns.asked).toHaveLength(asked)
    expect(dns.asked.slice(0, 2)).toEqual([`${NAME} NS`, 'shop.example.test NS'])
  })

  it('are those the policy names, without asking', async () => {
    const dns = await names()
    expect(await of([dns.address], ['192.0.2.7']).find(stop())).toEqual(['192.0.2.7'])
    expect(dns.asked).toEqual([])
  })

  it.each(['no-answer', 'fails', 'no-such-name'] as const)('are none where resolvers do not tell: %s', async (how) => {
    const dns = await names()
    for (const name of [NAME, 'shop.example.test', 'example.test']) dns.say(name, how)
    const servers = of([dns.address])
    expect(await servers.find(stop())).toEqual([])
    expect(await servers.ask(NAME, { clock, ms: 500, signal: stop() })).toEqual([])
  })

  it('are waited for no longer than whoever asks can wait', async () => {
    const dns = await names()
    dns.say(NAME, 'no-answer')
    const impatient = new AbortController()
    const found = of([dns.address]).find(impatient.signal)
    impatient.abort()
    expect(await found).toEqual([])
  })

  it('are asked two at a time, and what they call by another name is asked of resolvers', async () => {
    const [own, other, third, dns] = [await names(), await names(), await names(), await names()]
    own.say(NAME, cname(NAME, 'web.elb.test'))
    third.say(NAME, a(NAME, '192.0.2.3'))
    dns.say('web.elb.test', a('web.elb.test', '192.0.2.5'))
    const named = [own.address, other.address, third.address]
    const answers = await of([dns.address], named).ask(NAME, { clock, ms: 2_000, signal: stop() })
    expect(answers.map(({ addresses, resolver }) => [resolver, addresses])).toEqual([
      [third.address, ['192.0.2.3']],
      [own.address, ['192.0.2.5']],
    ])
    expect(other.asked).toEqual([])
  })
})
