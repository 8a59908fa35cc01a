/**
 * `s3-multi-region-access-point`: brings requests to the bucket of a region.
 *
 * A change names the routes it was planned from and those it wants, and may find either; two passive buckets are refused
 * here, before S3 refuses them (law 26). What S3 has accepted takes up to two minutes to be so everywhere.
 */
import { OperatingError } from '../../../model/error.js'
import { isRegion } from '../../../model/place.js'
import type { Action, Json } from '../../../model/plan.js'
import type { Fact, Holding, Inspection, Leash } from '../../../model/resource.js'
import { type AwsContext, answers, asked, driverOf, impairedIn, type MakeDriver, textIn } from '../driver-context.js'
import { accessPointControl } from '../places.js'
import { carriedIn } from '../plan-data.js'
import type { Settings } from './s3-multi-region-access-point.js'
import { type Route, routes, routesOf, sayRoutes, submit } from './s3-multi-region-access-point-routes.js'
import { accessPointTactics, bucketFact, SET_ROUTES } from './s3-multi-region-access-point-tactics.js'

export { check } from './s3-multi-region-access-point-check.js'

export const make: MakeDriver = (resource, context) => {
  const settings = resource.settings as Settings
  return driverOf(resource, context, {
    inspect: (signal) => inspect(settings, context, signal),
    tactics: (end, seen) => accessPointTactics(resource.name, end, seen),
    acts: {
      [SET_ROUTES]: {
        holds: (data, leash) => holding(data, settings, context, leash),
        apply: (data, leash) => apply(data, settings, context, leash),
      },
    },
  })
}

async function inspect(
  settings: Settings,
  context: AwsContext,
  signal: AbortSignal,
): Promise<Omit<Inspection, 'resource' | 'type' | 'at'>> {
  const found = await asked(accessPointControl, () => routesOf(settings, context, signal))
  const control = answers(accessPointControl, found)
  const base = { gauges: [], impaired: impairedIn([found]) }
  const facts = (fact: (region: string) => Fact): Inspection['facts'] => ({
    ...control,
    ...Object.fromEntries(context.regions.map(({ region }) => [bucketFact(region), fact(region)])),
  })
  if (found.is === 'none')
    return { ...base, facts: facts(() => ({ is: 'unknown', because: found.because })), state: {} }
  const [active, another] = found.answer.filter((route) => route.active).map((route) => route.region)
  return {
    ...base,
    ...(active !== undefined && another === undefined && isRegion(active) ? { active, left: [] } : {}),
    facts: facts((region) => bucketIn(region, settings, found.answer)),
    state: { routes: found.answer as unknown as Json },
  }
}

function bucketIn(region: string, { buckets }: Settings, seen: readonly Route[]): Fact {
  const found = seen.find((route) => route.region === region)
  if (!found) return { is: 'unmet', because: `no bucket of ${region} is behind the access point` }
  if (buckets[region] !== found.bucket) {
    return { is: 'unmet', because: `the access point has ${found.bucket} in ${region}, the policy ${buckets[region]}` }
  }
  return { is: 'met', because: sayRoutes([found]) }
}

async function holding(
  data: Action['with'],
  settings: Settings,
  context: AwsContext,
  { signal }: Leash,
): Promise<Holding> {
  const wanted = carriedIn(data, 'to', routes)
  const found = among(await routesOf(settings, context, signal, textIn(data, 'from')), wanted)
  return { is: same(found, wanted) ? 'yes' : 'no', because: sayRoutes(found) }
}

async function apply(data: Action['with'], settings: Settings, context: AwsContext, { signal }: Leash): Promise<void> {
  const wanted = carriedIn(data, 'to', routes)
  const was = carriedIn(data, 'was', routes)
  const avoided = textIn(data, 'from')
  if (!wanted.some(({ active }) => active)) {
    throw new OperatingError('refused', `every bucket would be passive: ${sayRoutes(wanted)}`)
  }
  const found = among(await routesOf(settings, context, signal, avoided), wanted)
  if (same(found, wanted)) return
  if (!same(found, was)) {
    const what = `the routes were changed since the plan was drawn: found ${sayRoutes(found)}, expected ${sayRoutes(was)}`
    throw new OperatingError('conflict', what, 'see who changed them, then draw the plan again')
  }
  await submit(wanted, settings, context, signal, avoided)
}

const among = (all: readonly Route[], wanted: readonly Route[]): readonly Route[] =>
  all.filter(({ bucket }) => wanted.some((route) => route.bucket === bucket))

const same = (a: readonly Route[], b: readonly Route[]): boolean =>
  a.length === b.length &&
  a.every((one) => b.some((other) => other.bucket === one.bucket && other.active === one.active))
