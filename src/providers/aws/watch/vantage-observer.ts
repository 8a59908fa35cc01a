/**
 * A vantage: a point of view from which probes are sent. `here` is this process. A region is a vantage where the policy's
 * probe function is deployed there (`observe.vantage_function`); it asks the very same targets by the very same code. Of
 * any other, and of one whose function does not answer, every check is unknown with the reason: a vantage that cannot see
 * has no vote (law 1).
 *
 * Invoking the function is a probe, as one that is sent from here is: it is made in a burst as well.
 */
import { InvokeCommand } from '@aws-sdk/client-lambda'
import { asOperatingError, OperatingError } from '../../../model/error.js'
import type { Check, Observation } from '../../../model/health.js'
import { isRegion, nameOf, type Region, type Vantage } from '../../../model/place.js'
import type { Look, Observer } from '../../../model/world.js'
import { prober } from '../../../observe/prober.js'
import type { Target } from '../../../observe/targets.js'
import type { AwsContext } from '../driver-context.js'
import { type Asking, readReply } from '../vantage/message.js'

const HERE = 'here'
/** A look keeps so much of its time for the way there and back. */
const WAY_MS = 500

export interface VantageParts {
  readonly from: Vantage
  readonly targets: readonly Target[]
  readonly vantageFunction: string | undefined
  readonly context: AwsContext
}

/** The observer that looks from `from`. */
export function vantageObserver(parts: VantageParts): Observer {
  const { context, from, targets, vantageFunction } = parts
  const name = `probes from ${from}`
  const { clock, random } = context
  if (from === HERE) return { ...namedAs(name, prober(targets, { clock, random })) }
  if (!isRegion(from)) return blind(`nobody looks from ${from}: a vantage on AWS is "${HERE}" or a region`)
  if (vantageFunction === undefined) return blind(`nobody looks from ${from}: name observe.vantage_function`)
  const stop = new AbortController()
  return {
    name,
    look: (look) => lookFrom(from, { ...parts, vantageFunction }, look, stop.signal),
    close: async () => stop.abort(),
  }

  function blind(because: string): Observer {
    return namedAs(
      name,
      prober(
        targets.map((target) => ({ ...target, question: { kind: 'none', because } })),
        { clock, random },
      ),
    )
  }
}

/** An observer under another name. */
function namedAs(name: string, observer: Observer): Observer {
  const onSuspicion = observer.onSuspicion?.bind(observer)
  return {
    name,
    look: (look) => observer.look(look),
    close: () => observer.close(),
    ...(onSuspicion ? { onSuspicion } : {}),
  }
}

async function lookFrom(
  region: Region,
  { context: { aws, clock }, from, targets, vantageFunction: FunctionName }: VantageParts,
  { deadlineMs, only }: Look,
  stop: AbortSignal,
): Promise<readonly Observation[]> {
  const asked = only ? targets.filter(({ of }) => only(of)) : targets
  if (asked.length === 0) return []
  const asking: Asking = { deadlineMs: Math.max(WAY_MS, deadlineMs - WAY_MS), targets: asked }
  try {
    const invoke = new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(asking)) })
    const { FunctionError: fault, Payload } = await aws.call('lambda', { region }, invoke, stop, deadlineMs)
    const text = Buffer.from(Payload ?? []).toString('utf8')
    if (fault !== undefined)
      throw new OperatingError('refused', `${FunctionName} in ${from} failed: ${text.slice(0, 200)}`)
    const { checks, now } = readReply(text, `${FunctionName} in ${from}`)
    // Its clock is not ours: only how long ago it saw something means anything here.
    const here = clock.now()
    const seen = checks.map((check): Check => ({ ...check, from, at: here - Math.max(0, now - check.at) }))
    return [...seen, ...missing(asked, seen, from, here)]
  } catch (thrown) {
    const { message } = asOperatingError(thrown, `look from ${from}`)
    return asked.map((target) => unseen(target, from, clock.now(), message))
  }
}

/** What the function was asked and did not answer. */
function missing(asked: readonly Target[], seen: readonly Check[], from: Vantage, at: number): readonly Check[] {
  const keyOf = (entry: Pick<Check, 'of' | 'signal'>): string => `${entry.signal} ${nameOf(entry.of)}`
  const answered = new Set(seen.map(keyOf))
  return asked
    .filter((target) => !answered.has(keyOf(target)))
    .map((target) => unseen(target, from, at, `the function in ${from} said nothing of it`))
}

const unseen = ({ of, signal }: Target, from: Vantage, at: number, because: string): Check => ({
  ...{ kind: 'check', at, from, of, signal },
  verdict: { is: 'unknown', because },
})
