import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { until } from '../../../../../src/providers/local/cloud/database/wait.js'
import type { Endpoint } from '../../../../../src/providers/local/cloud/layout.js'
import { type Link, openLink } from '../../../../../src/providers/local/cloud/supervisor/link.js'

const HERE = '127.0.0.1'
let far: Server
let arrived: Socket[]
let link: Link
let open: Socket[]

/** The far side says back what it hears. */
beforeEach(async () => {
  arrived = []
  open = []
  far = createServer((socket) => {
    arrived.push(socket)
    socket.on('error', () => {})
    socket.pipe(socket)
  }).listen(0, HERE)
  await once(far, 'listening')
  link = await openLink({ address: HERE, port: 0 }, endpointOf(far))
})
afterEach(async () => {
  for (const socket of [...open, ...arrived]) socket.destroy()
  await link.close()
  far.close()
})

function endpointOf(server: Server): Endpoint {
  const at = server.address()
  if (typeof at !== 'object' || !at) throw new Error('listens nowhere')
  return { address: HERE, port: at.port }
}

function call(): { readonly socket: Socket; heard(): string } {
  const socket = connect({ host: HERE, port: link.endpoint.port })
  let heard = ''
  socket.on('data', (chunk) => {
    heard += String(chunk)
  })
  socket.on('error', () => {})
  open.push(socket)
  return { socket, heard: () => heard }
}

const hears = (line: { heard(): string }, text: string): Promise<void> =>
  until(`to hear "${text}"`, 10_000, () => line.heard() === text)

describe('a link', () => {
  it('carries both ways, and an end as an end', async () => {
    const line = call()
    line.socket.end('hello')
    await once(line.socket, 'close')
    expect(line.heard()).toBe('hello')
  })

  it('is silent when cut: nothing is refused or closed, and once mended everything arrives', async () => {
    const line = call()
    line.socket.write('a')
    await hears(line, 'a')
    link.cut(true)
    line.socket.write('b')
    const newcomer = call()
    newcomer.socket.write('c')
    await once(newcomer.socket, 'connect')
    // What another, whole way carries meanwhile has had its time to arrive.
    const other = await openLink({ address: HERE, port: 0 }, endpointOf(far))
    const probe = connect({ host: HERE, port: other.endpoint.port })
    probe.write('x')
    await once(probe, 'data')
    probe.destroy()
    await other.close()
    expect([line.heard(), newcomer.heard(), line.socket.closed, newcomer.socket.closed]).toEqual([
      'a',
      '',
      false,
      false,
    ])
    link.cut(false)
    await Promise.all([hears(line, 'ab'), hears(newcomer, 'c')])
  })

  it('drops a caller when the far side does not listen, or ends', async () => {
    const line = call()
    line.socket.write('a')
    await hears(line, 'a')
    far.close()
    for (const socket of arrived) socket.resetAndDestroy()
    await once(line.socket, 'close')
    const late = call()
    await once(late.socket, 'close')
  })

  it('says which place is taken', async () => {
    await expect(openLink(link.endpoint, endpointOf(far))).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(`${HERE}:${link.endpoint.port}`),
    })
  })
})
