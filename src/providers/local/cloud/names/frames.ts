/** DNS messages over TCP: each is preceded by its length in two bytes (RFC 1035, 4.2.2). */

const LENGTH_BYTES = 2

/** `message` with its length before it. */
export function frame(message: Buffer): Buffer {
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt16BE(message.length)
  return Buffer.concat([length, message])
}

/** The whole messages that `received` begins with, and what is left of it. */
export function takeFrames(received: Buffer): { readonly messages: readonly Buffer[]; readonly rest: Buffer } {
  const messages: Buffer[] = []
  let rest = received
  while (rest.length >= LENGTH_BYTES) {
    const end = LENGTH_BYTES + rest.readUInt16BE()
    if (rest.length < end) break
    messages.push(rest.subarray(LENGTH_BYTES, end))
    rest = rest.subarray(end)
  }
  return { messages, rest }
}
