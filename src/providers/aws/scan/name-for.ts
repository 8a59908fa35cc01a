/** What a policy calls something that AWS calls otherwise. */
import type { FoundResource } from './found.js'
import { type AppName, slugOf } from './match.js'
import { stemOf } from './region-words.js'

/** The thing's own name without the app's and the region's: `web` of `shop-web-use1`. */
export function nameFor(
  { name, region }: { readonly name: string; readonly region: string },
  { slug }: AppName,
  otherwise: string,
): string {
  const bare = `-${stemOf(name, region)}-`.replace(`-${slug}-`, '-')
  return slugOf(bare) || otherwise
}

/** No two of one name: the second is told apart by its type, others by number. */
export function named(resources: readonly FoundResource[]): readonly FoundResource[] {
  const taken = new Set<string>()
  return resources.map((resource) => {
    const { name, type } = resource
    const numbers = Array.from({ length: resources.length }, (_, index) => `${name.slice(0, 58)}-${index + 2}`)
    const free = [name, `${name}-${type}`.slice(0, 63), ...numbers].find((each) => !taken.has(each)) ?? name
    taken.add(free)
    return { ...resource, name: free }
  })
}
