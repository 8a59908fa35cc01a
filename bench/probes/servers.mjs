/**
 * The targets, in a process of their own: every listener answers `GET /ID` after the time imposed on that id, and
 * keeps how long it really was, so that the latency a prober keeps can be held against it.
 *
 * Plain sockets, since only the prober is measured and both share the machine.
 */
import { createServer } from 'node:net'

const { addresses, portsEach, targets } = JSON.parse(process.argv[2] ?? '')
const imposed = new Float64Array(targets)
const ANSWER = 'HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 3\r\n'

/** Between 1 and 30 ms, the same for an id in every look. */
const delayMs = (id) => 1 + (id % 30)

function serve(socket) {
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  let text = ''
  socket.on('data', (bytes) => {
    const readAt = performance.now()
    text += bytes.toString('latin1')
    if (!text.endsWith('\r\n\r\n')) return
    const id = Number(/^GET \/(\d+) /.exec(text)?.[1] ?? 0)
    const keeps = !/\r\nconnection: close/i.test(text)
    text = ''
    setTimeout(() => {
      imposed[id] = performance.now() - readAt
      if (keeps) socket.write(`${ANSWER}\r\nok\n`)
      else socket.end(`${ANSWER}connection: close\r\n\r\nok\n`)
    }, delayMs(id))
  })
}

const listen = (host) =>
  new Promise((resolve, reject) => {
    const server = createServer(serve)
    server.once('error', reject)
    server.listen({ host, port: 0, backlog: 4_096 }, () => resolve({ host, port: server.address().port }))
  })

const hosts = addresses.flatMap((address) => Array.from({ length: portsEach }, () => address))
process.on('message', () => process.send({ imposed: [...imposed] }))
process.on('disconnect', () => process.exit(0))
process.send({ listening: await Promise.all(hosts.map(listen)) })
