/** What is said between the controller and its probe function: JSON, checked on both sides. */
import { z } from 'zod'
import { OperatingError } from '../../../model/error.js'
import type { Check } from '../../../model/health.js'
import type { Target } from '../../../observe/targets.js'

/** A look from elsewhere. */
export interface Asking {
  /** The look ends then; ms. */
  readonly deadlineMs: number
  readonly targets: readonly Target[]
}

export interface Reply {
  /** Wall time of the one that looked, in ms since the epoch: to tell how old each check is. */
  readonly now: number
  readonly checks: readonly Check[]
}

/** A function runs for money and for at most 15 minutes; a look never takes longer than this. */
const DEADLINE_MAX_MS = 60_000
const TARGETS_MAX = 10_000

const subject = z.looseObject({ kind: z.enum(['zone', 'region', 'plane']) })
const askingShape = z.object({
  deadlineMs: z.number().min(1).max(DEADLINE_MAX_MS),
  targets: z
    .array(
      z.looseObject({
        ...{ signal: z.string(), of: subject, from: z.string(), timeoutMs: z.number().min(1).max(DEADLINE_MAX_MS) },
        question: z.looseObject({ kind: z.enum(['http', 'tcp', 'tls', 'dns', 'none']) }),
      }),
    )
    .max(TARGETS_MAX),
})
const verdict = z.discriminatedUnion('is', [
  z.object({ is: z.literal('pass'), latencyMs: z.number() }),
  z.object({ is: z.literal('fail'), because: z.string(), mode: z.enum(['refused', 'silent', 'wrong-answer', 'slow']) }),
  z.object({ is: z.literal('unknown'), because: z.string() }),
])
const replyShape = z.object({
  now: z.number(),
  checks: z.array(
    z.looseObject({ kind: z.literal('check'), at: z.number(), of: subject, signal: z.string(), verdict }),
  ),
})

/** What the function was asked; throws `refused` for anything else. */
export function readAsking(event: unknown): Asking {
  const read = askingShape.safeParse(event)
  if (read.success) return read.data as unknown as Asking
  throw new OperatingError(
    'refused',
    `this is no look: ${z.prettifyError(read.error)}`,
    'invoke it from the same version',
  )
}

/** What the function `who` answered; throws `refused` when it is not that. */
export function readReply(text: string, who: string): Reply {
  const read = replyShape.safeParse(parsed(text))
  if (read.success) return read.data as unknown as Reply
  throw new OperatingError('refused', `${who} gave no checks`, 'deploy the handler of this version there')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // What is no JSON is no reply, and is said so.
    return undefined
  }
}
