/**
 * A user of the local cloud's shop: resolves the public name as a client that honours TTLs does, and comes anew each time,
 * over fresh connections, to one of the zones it was answered with. A page is the read; `/healthz/write` is the write, and
 * it passes only where the shop says that it wrote.
 */
import { withDeadline } from '../../model/deadline.js'
import { asOperatingError } from '../../model/error.js'
import type { FailureMode, Verdict } from '../../model/health.js'
import type { Clock, PublicEye, PublicGlance, Random } from '../../model/world.js'
import type { CloudLayout, Endpoint } from './cloud/layout.js'
import { type Page, pageAt } from './eye-page.js'
import type { Resolver } from './resolve.js'

export interface EyeParts {
  readonly clock: Clock
  readonly random: Random
  readonly names: Resolver
  readonly layout: Pick<CloudLayout, 'publicName' | 'regions'>
}

/** One glance takes less than two seconds: the name, then both requests at once. */
const NAME_MS = 800
const REQUEST_MS = 1_000

export function localEye({ clock, layout, names, random }: EyeParts): PublicEye {
  const resolve = (signal: AbortSignal, isNewcomer: boolean): Promise<readonly Endpoint[]> => {
    const deadline = { clock, ms: NAME_MS, doing: `resolve ${layout.publicName}`, stop: signal }
    return withDeadline(deadline, (stop) => names.resolve(layout.publicName, stop, isNewcomer ? 'anew' : undefined))
  }
  return {
    glance: async (signal, as) => {
      const isNewcomer = as === 'newcomer'
      const found = await resolve(signal, isNewcomer).catch((thrown) =>
        asOperatingError(thrown, `resolve ${layout.publicName}`),
      )
      const at = clock.now()
      const newcomer = isNewcomer ? { isNewcomer } : {}
      if (found instanceof Error) return { ...nowhere(at, found.message, found.code === 'not-found'), ...newcomer }
      const endpoint = found[Math.floor(random() * found.length)]
      if (!endpoint) return { ...nowhere(at, `${layout.publicName} has no address`, true), ...newcomer }
      const ask = (path: string) => look(endpoint, path, layout.publicName, clock, signal)
      const [read, write] = await Promise.all([ask('/'), ask('/healthz/write')])
      const served = servedBy(read) ?? servedBy(write)
      return {
        at: clock.now(),
        answers: found.map((answer) => placeOf(answer, layout)),
        read: verdictOf(read, () => undefined),
        write: verdictOf(write, notWritten),
        ...(served ? { servedBy: served } : {}),
        ...newcomer,
      }
    },
  }
}

/** A user who cannot resolve the name is not served, whoever is to blame. */
function nowhere(at: number, because: string, isAnswered: boolean): PublicGlance {
  const verdict: Verdict = { is: 'fail', because, mode: isAnswered ? 'wrong-answer' : 'silent' }
  return { at, answers: [], read: verdict, write: verdict }
}

type Looked =
  | { readonly is: 'page'; readonly page: Page; readonly latencyMs: number }
  | { readonly is: 'none'; readonly because: string; readonly mode: FailureMode }

async function look(at: Endpoint, path: string, host: string, clock: Clock, signal: AbortSignal): Promise<Looked> {
  const doing = `GET ${path} at ${at.address}:${at.port}`
  const began = clock.monotonic()
  try {
    const deadline = { clock, ms: REQUEST_MS, doing, stop: signal }
    const page = await withDeadline(deadline, (stop) => pageAt(at, path, host, stop))
    return { is: 'page', page, latencyMs: clock.monotonic() - began }
  } catch (thrown) {
    const { code, message } = asOperatingError(thrown, doing)
    return { is: 'none', because: message, mode: code === 'timed-out' ? 'silent' : 'refused' }
  }
}

function verdictOf(looked: Looked, fault: (page: Page) => string | undefined): Verdict {
  if (looked.is === 'none') return { is: 'fail', because: looked.because, mode: looked.mode }
  const { latencyMs, page } = looked
  const because = page.status === 200 ? fault(page) : `answered ${page.status}: ${page.body.trim().slice(0, 200)}`
  return because === undefined ? { is: 'pass', latencyMs } : { is: 'fail', because, mode: 'wrong-answer' }
}

/** A standby answers with 200 that it did not write, since all is well there; to a user it is not. */
function notWritten({ body }: Page): string | undefined {
  try {
    const said: unknown = JSON.parse(body)
    const wrote = typeof said === 'object' && said !== null && 'wrote' in said && said.wrote === true
    return wrote ? undefined : 'the shop did not write: its database is no writer'
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return 'the shop did not say whether it wrote'
    throw thrown
  }
}

function servedBy(looked: Looked): PublicGlance['servedBy'] {
  const [region, zone] = (looked.is === 'page' ? looked.page.servedBy : undefined)?.split('/') ?? []
  return region && zone ? { region, zone } : undefined
}

/** The region an answer points to; the address itself where the cloud knows none. */
function placeOf({ address, port }: Endpoint, { regions }: Pick<CloudLayout, 'regions'>): string {
  const home = regions.find(({ zones }) => zones.some(({ http }) => http.address === address && http.port === port))
  return home?.region ?? `${address}:${port}`
}
