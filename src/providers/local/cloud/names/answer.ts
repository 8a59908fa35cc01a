/**
 * The name server's answer to one packet, as a function: no socket, no clock, and the draw's randomness given. It answers
 * for one zone, with authority, and never asks anyone else. Every packet gets an answer or silence; none makes it throw.
 */
import type { Random } from '../../../../model/world.js'
import { CLASS_IN, RCODE, TCP_BYTES_MAX, TYPE, UDP_BYTES } from './codes.js'
import { type Edns, type Question, readQuery } from './query.js'
import { bare, encodeReply, type Reply } from './reply.js'
import { isWithin, type Node, type Zone } from './zone.js'

/** The packet that answers `packet`, or nothing where silence is right. Without a zone yet, it fails (SERVFAIL). */
export function answer(
  packet: Buffer,
  over: 'udp' | 'tcp',
  zone: Zone | undefined,
  random: Random,
): Buffer | undefined {
  const asked = readQuery(packet)
  if (asked.is === 'nothing') return undefined
  const bytesMax = over === 'tcp' ? TCP_BYTES_MAX : udpBytesMax(asked.query.edns)
  const reply = asked.is === 'fault' ? bare(asked.rcode) : replyTo(asked.question, zone, random)
  return encodeReply(asked.query, reply, bytesMax)
}

/** Sizes below the least are read as the least (RFC 6891, 6.2.3). */
const udpBytesMax = (edns: Edns | undefined): number =>
  Math.min(UDP_BYTES.most, Math.max(UDP_BYTES.least, edns?.payloadBytes ?? UDP_BYTES.least))

function replyTo(question: Question, zone: Zone | undefined, random: Random): Reply {
  const name = question.name.toLowerCase()
  if (question.class !== CLASS_IN || isTransfer(question)) return bare(RCODE.REFUSED)
  if (isAboutMessages(question)) return bare(RCODE.NOTIMP)
  if (!zone) return bare(RCODE.SERVFAIL)
  if (!isWithin(zone.origin, name)) return bare(RCODE.REFUSED)
  const node = zone.nodes.get(name)
  const no = { isAuthoritative: true, answers: [], authorities: [zone.soa], additionals: [] }
  if (!node) return { rcode: RCODE.NXDOMAIN, ...no }
  const found = question.type === TYPE.ANY ? anyOf(node, question, zone) : node.get(question.type)
  if (!found) return { rcode: RCODE.NOERROR, ...no }
  return { rcode: RCODE.NOERROR, isAuthoritative: true, authorities: [], ...found(question.name, random) }
}

const isTransfer = ({ type }: Question): boolean => type === TYPE.AXFR || type === TYPE.IXFR

/** Types that are no data: OPT, and those set aside for questions and meta-data (RFC 6895, 3.1) but for ANY. */
const isAboutMessages = ({ type }: Question): boolean =>
  type === TYPE.OPT || (type >= 128 && type <= 255 && type !== TYPE.ANY)

/** Whoever asks for all gets one small record (RFC 8482, 4.2), so that the server is of no use to amplify floods. */
function anyOf(node: Node, { name }: Question, { ttl }: Zone): ReturnType<Node['get']> {
  if (node.size === 0) return undefined
  return () => ({ answers: [{ type: 'HINFO', name, ttl, data: { cpu: 'RFC8482', os: '' } }], additionals: [] })
}
