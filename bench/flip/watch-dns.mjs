// Asks a name server over and over, and says when its answer has become what is waited for.
import dgram from 'node:dgram'
import packet from 'dns-packet'

/** One question over UDP; the answer's records, or undefined when none came in time. */
export function askOnce({ address, port }, name, type = 'A', patienceMs = 200) {
  return new Promise((resolve) => {
    const socket = dgram.createSocket('udp4')
    const id = Math.floor(Math.random() * 65_536)
    const end = (answers) => {
      clearTimeout(timer)
      socket.close()
      resolve(answers)
    }
    const timer = setTimeout(() => end(undefined), patienceMs)
    socket.on('error', () => end(undefined))
    socket.on('message', (message) => {
      const answer = packet.decode(message)
      if (answer.id === id) end(answer.answers)
    })
    socket.send(packet.encode({ type: 'query', id, questions: [{ type, name }] }), port, address)
  })
}

/** Resolves with the ms from now until `isThere(answers)`, looked at every two ms; throws after `patienceMs`. */
export async function untilAnswer(server, name, type, isThere, patienceMs = 20_000) {
  const began = performance.now()
  for (;;) {
    const answers = await askOnce(server, name, type)
    const tookMs = performance.now() - began
    if (answers && isThere(answers)) return tookMs
    if (tookMs > patienceMs) throw new Error(`${name} at ${server.address}:${server.port} did not change`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
