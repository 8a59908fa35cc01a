/** One request of a user's own, and its answer. It follows no redirection: where a change is sent is what the policy says. */
import { asOperatingError } from '../../model/error.js'

export interface HttpRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface HttpAnswer {
  readonly status: number
  /** No more of the body than the first 64 KiB. */
  readonly text: string
}

const READ_BYTES = 65_536

/** Sends it; throws `OperatingError` when nobody answers before `signal` fires. */
export async function send({ body, headers, method, url }: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
  try {
    const sent = { method, headers, redirect: 'manual', signal, ...(body === undefined ? {} : { body }) } as const
    const answer = await fetch(url, sent)
    return { status: answer.status, text: await beginningOf(answer) }
  } catch (thrown) {
    throw asOperatingError(thrown, `${method} ${url}`)
  }
}

async function beginningOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  // Leaving the loop gives the rest up.
  for await (const chunk of body ?? []) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes >= READ_BYTES) break
  }
  return Buffer.concat(chunks).subarray(0, READ_BYTES).toString('utf8')
}
