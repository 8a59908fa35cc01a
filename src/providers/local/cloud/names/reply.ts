/** An answer as a packet: the question's own bytes, then the records, cut to what the asker takes. */
import { type Answer, AUTHORITATIVE_ANSWER, encode, RECURSION_DESIRED, TRUNCATED_RESPONSE } from 'dns-packet'
import { type Rcode, UDP_BYTES } from './codes.js'
import type { Edns, Query } from './query.js'

export interface Reply {
  readonly rcode: Rcode
  readonly isAuthoritative: boolean
  readonly answers: readonly Answer[]
  readonly authorities: readonly Answer[]
  readonly additionals: readonly Answer[]
}

/** A reply that is nothing but its code. */
export const bare = (rcode: Rcode): Reply => ({
  rcode,
  isAuthoritative: false,
  answers: [],
  authorities: [],
  additionals: [],
})

/** The packet; when it has more than `bytesMax` bytes, one without records that says so (RFC 2181, 9). */
export function encodeReply(query: Query, reply: Reply, bytesMax: number): Buffer {
  const whole = packetOf(query, reply, 0)
  if (whole.length <= bytesMax) return whole
  return packetOf(query, { ...reply, answers: [], authorities: [], additionals: [] }, TRUNCATED_RESPONSE)
}

const HEADER_BYTES = 12

function packetOf(query: Query, reply: Reply, truncated: number): Buffer {
  const flags =
    (query.opcode << 11) |
    (reply.isAuthoritative ? AUTHORITATIVE_ANSWER : 0) |
    truncated |
    (query.isRecursionDesired ? RECURSION_DESIRED : 0) |
    (reply.rcode & 15)
  const packet = encode({
    type: 'response',
    id: query.id,
    flags,
    answers: [...reply.answers],
    authorities: [...reply.authorities],
    additionals: [...reply.additionals, ...(query.edns ? [optionOf(query.edns, reply.rcode)] : [])],
  })
  if (!query.question) return packet
  // The encoder compresses no names, so nothing in the records points at a place that this moves.
  packet.writeUInt16BE(1, 4)
  return Buffer.concat([packet.subarray(0, HEADER_BYTES), query.question.bytes, packet.subarray(HEADER_BYTES)])
}

/** Who asks with an OPT record is answered with one, the DO bit copied (RFC 3225, 3). */
const optionOf = (edns: Edns, rcode: Rcode): Answer => ({
  type: 'OPT',
  name: '.',
  udpPayloadSize: UDP_BYTES.most,
  extendedRcode: rcode >> 4,
  ednsVersion: 0,
  flags: edns.isDnssecOk ? 1 << 15 : 0,
  flag_do: edns.isDnssecOk,
  options: [],
})
