/** How things of an app are found that its policy does not name, and the policy's names of those that it does. */
import { isRegion, type Region } from '../../../model/place.js'
import type { Policy, ResourcePolicy } from '../../../policy/policy.js'
import type { Target } from '../call/client-settings.js'
import { targetIn } from '../driver-context.js'
import type { Roles } from '../fences/fence-kind.js'

export const ASK_MS = 10_000
/** The tag's key; its value is the policy's `app`. */
export const TAG = 'app'

export const isTagged = (
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined,
  { app }: Pick<Policy, 'app'>,
): boolean => (tags ?? []).some(({ Key, Value }) => Key === TAG && Value === app)

/** The resources of the given types. */
export const ofTypes = ({ plan }: Policy, ...types: readonly string[]): readonly ResourcePolicy[] =>
  plan.resources.filter(({ type }) => types.includes(type))

/** What a setting by region names in `at`. */
export function namedIn({ settings }: ResourcePolicy, key: string, at: Region): string | undefined {
  const byRegion = settings[key]
  if (typeof byRegion !== 'object' || byRegion === null || !isRegion(at)) return undefined
  const name = (byRegion as Readonly<Record<string, unknown>>)[at]
  return typeof name === 'string' ? name : undefined
}

/** Where the resource's own calls go; without one, those of whoever runs this. */
export const targetOf = (at: Region, resource?: ResourcePolicy): Target =>
  targetIn(at, resource?.settings.role as Roles)
