/** What customers send, judged: a fault names what is wrong and what is allowed. */
import type { IncomingMessage } from 'node:http'
import type { Order } from './orders.js'

export interface InputFault {
  readonly fault: string
}

const BODY_MAX = 64 * 1_024
const ITEM_MAX = 200
const NUMBER_MAX = 2 ** 31 - 1

/** The whole body as text; cut where it grows past what an order can need. */
export async function readText(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) {
    // Read to its end all the same, so that the answer can be given.
    if (text.length <= BODY_MAX) text += String(chunk)
  }
  return text
}

/** The order in a request's body. */
export function orderIn(text: string): Order | InputFault {
  const found = parsed(text)
  if (typeof found !== 'object' || found === null)
    return { fault: 'the body is not a JSON object such as {"number": 1, "item": "a book"}' }
  const { item, number } = found as { readonly item?: unknown; readonly number?: unknown }
  if (!isNumber(number)) return { fault: `"number" is not a whole number from 1 to ${NUMBER_MAX}` }
  if (typeof item !== 'string' || item === '' || item.length > ITEM_MAX) {
    return { fault: `"item" is not a text of 1 to ${ITEM_MAX} characters` }
  }
  return { number, item }
}

/** The range of numbers asked for; all of them unless told. */
export function rangeIn(search: URLSearchParams): { readonly from: number; readonly to: number } | InputFault {
  const from = Number(search.get('from') ?? 1)
  const to = Number(search.get('to') ?? NUMBER_MAX)
  if (!isNumber(from) || !isNumber(to)) return { fault: `"from" and "to" are whole numbers from 1 to ${NUMBER_MAX}` }
  return { from, to }
}

const isNumber = (found: unknown): found is number =>
  typeof found === 'number' && Number.isInteger(found) && found >= 1 && found <= NUMBER_MAX

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined
    throw thrown
  }
}
