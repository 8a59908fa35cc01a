/**
 * What a packet asks. Packets come from anyone, so nothing in them is believed: what has no readable id, or is itself an
 * answer, gets none (two servers must not talk for ever); anything else that cannot be read is a fault to be told.
 *
 * The question is read here byte by byte and its bytes are kept, because an answer must echo it exactly, odd bytes and
 * the case of letters included, and because a dot inside a label must not pass for one between labels.
 */
import { type DecodedPacket, decode, type OptAnswer } from 'dns-packet'
import { OPCODE_QUERY, RCODE, type Rcode } from './codes.js'

export interface Query {
  readonly id: number
  readonly opcode: number
  readonly isRecursionDesired: boolean
  /** Absent where it cannot be read. */
  readonly question?: Question
  /** Absent where the asker does not speak EDNS (RFC 6891). */
  readonly edns?: Edns
}

export interface Question {
  /** In the case it was asked in. */
  readonly name: string
  readonly type: number
  readonly class: number
  readonly bytes: Buffer
}

export interface Edns {
  readonly version: number
  /** The most the asker takes over UDP, in bytes. */
  readonly payloadBytes: number
  readonly isDnssecOk: boolean
}

export type Asked =
  | { readonly is: 'nothing' }
  | { readonly is: 'fault'; readonly rcode: Rcode; readonly query: Query }
  | { readonly is: 'question'; readonly question: Question; readonly query: Query }

const HEADER_BYTES = 12
const LABEL_BYTES_MAX = 63
const NAME_BYTES_MAX = 255

/** Reads a packet; never throws, whatever is in it. */
export function readQuery(packet: Buffer): Asked {
  if (packet.length < 4) return { is: 'nothing' }
  const flags = packet.readUInt16BE(2)
  if (flags >> 15 === 1) return { is: 'nothing' }
  const decoded = decodeIfSound(packet)
  const options = decoded?.additionals?.filter((record): record is OptAnswer => record.type === 'OPT') ?? []
  const question = readQuestion(packet)
  const query: Query = {
    id: packet.readUInt16BE(0),
    opcode: (flags >> 11) & 15,
    isRecursionDesired: ((flags >> 8) & 1) === 1,
    ...(question ? { question } : {}),
    ...(options[0] ? { edns: ednsOf(options[0]) } : {}),
  }
  if (query.opcode !== OPCODE_QUERY) return { is: 'fault', rcode: RCODE.NOTIMP, query }
  // One question (RFC 9619) and one OPT record, of the root (RFC 6891, 6.1).
  const isSound = decoded?.questions?.length === 1 && options.length <= 1 && options.every(({ name }) => name === '.')
  if (!question || !isSound) return { is: 'fault', rcode: RCODE.FORMERR, query }
  if (query.edns && query.edns.version !== 0) return { is: 'fault', rcode: RCODE.BADVERS, query }
  return { is: 'question', question, query }
}

function decodeIfSound(packet: Buffer): DecodedPacket | undefined {
  try {
    const decoded = decode(packet)
    // Lengths that point past the end are read as if they ended there.
    return decode.bytes > packet.length ? undefined : decoded
  } catch (thrown) {
    // On packets like these the decoder fails with errors of every class.
    if (thrown instanceof Error) return undefined
    throw thrown
  }
}

const ednsOf = (option: OptAnswer): Edns => ({
  version: option.ednsVersion,
  payloadBytes: option.udpPayloadSize,
  isDnssecOk: option.flag_do,
})

/** As zone files write it (RFC 1035, 5.1), so that a dot of a name always ends a label. */
const escaped = (character: string): string => `\\${String(character.charCodeAt(0)).padStart(3, '0')}`

/** The first question; it has nothing before it that a compressed name could point at. */
function readQuestion(packet: Buffer): Question | undefined {
  if (packet.length < HEADER_BYTES || packet.readUInt16BE(4) === 0) return undefined
  const labels: string[] = []
  let at = HEADER_BYTES
  for (;;) {
    const length = packet[at]
    if (length === undefined || length > LABEL_BYTES_MAX || at - HEADER_BYTES >= NAME_BYTES_MAX) return undefined
    at++
    if (length === 0) break
    labels.push(packet.toString('latin1', at, at + length).replace(/[.\\]/g, escaped))
    at += length
  }
  const end = at + 4
  if (end > packet.length) return undefined
  return {
    name: labels.join('.'),
    type: packet.readUInt16BE(at),
    class: packet.readUInt16BE(at + 2),
    bytes: packet.subarray(HEADER_BYTES, end),
  }
}
