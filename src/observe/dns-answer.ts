/** What a DNS message says to a question: the wire format is the library's, what it means is here (RFC 1035, RFC 2181). */
import { type DecodedPacket, decode, encode, RECURSION_DESIRED } from 'dns-packet'
import { failed, type Outcome, PASS, shownAddress } from './line.js'
import type { DnsQuestion } from './targets.js'

/** The question as a message. A resolver needs to be told to resolve; an authoritative server passes that over. */
export const queryOf = ({ query, type }: DnsQuestion, id: number): Buffer =>
  encode({ type: 'query', id, flags: RECURSION_DESIRED, questions: [{ type, name: bare(query) }] })

export type DnsAnswer =
  | { readonly is: 'answer'; readonly outcome: Outcome }
  /** It did not fit: ask again over TCP. */
  | { readonly is: 'truncated' }
  /** Not an answer to this question: wait on. */
  | { readonly is: 'stray' }

/** What `message` says to the question asked under `id`. */
export function answerOf(message: Buffer, question: DnsQuestion, id: number): DnsAnswer {
  const packet = decoded(message)
  if (!packet) return wrong(question, 'the answer is not DNS')
  if (packet.id !== id || packet.type !== 'response') return { is: 'stray' }
  const [asked] = packet.questions ?? []
  if (asked && (asked.type !== question.type || !isSame(asked.name, question.query))) return { is: 'stray' }
  if (packet.flag_tc) return { is: 'truncated' }
  const { rcode } = packet as { readonly rcode?: string }
  if (rcode !== 'NOERROR') return wrong(question, `${rcode} for ${question.query}`)
  if ((packet.answers ?? []).some(({ type }) => type === question.type)) return { is: 'answer', outcome: PASS }
  return wrong(question, `no ${question.type} record of ${question.query} in the answer`)
}

const wrong = (question: DnsQuestion, what: string): DnsAnswer => ({
  is: 'answer',
  outcome: failed('wrong-answer', `${shownAddress(question)}: ${what}`),
})

function decoded(message: Buffer): DecodedPacket | undefined {
  try {
    return decode(message)
  } catch {
    // The library throws whatever a malformed message leads it to, `RangeError` among them.
    return undefined
  }
}

const bare = (name: string): string => name.replace(/\.$/, '')
const isSame = (a: string, b: string): boolean => bare(a).toLowerCase() === bare(b).toLowerCase()
