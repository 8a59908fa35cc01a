/** Whether something in the account is the app's: a tag says so, or its name has the app's as a word of it. */

/** Keys of tags that name an app, in small letters; AWS compares them as they are, people write them as they like. */
const KEYS: readonly string[] = ['failover:app', 'app', 'application', 'name']

/** The app as it was given, and as a policy may name it. */
export interface AppName {
  readonly given: string
  readonly slug: string
}

/** A tag in either of the spellings of AWS's services. */
export interface Tag {
  readonly Key?: string | undefined
  readonly Value?: string | undefined
  readonly key?: string | undefined
  readonly value?: string | undefined
}

/** `given` with what no policy's name may hold replaced; empty when nothing is left of it. */
export function appName(given: string): AppName {
  const slug = slugOf(given)
  return { given: given.trim(), slug }
}

/** Small letters and digits, words joined by `-`, as a policy's names are. */
export const slugOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/^[-_]+|[-_]+$/g, '')
    .slice(0, 63)

/** How something is known to be the app's: `tag app=shop`, or `"shop" in its name`; nothing when it is not. */
export function matchOf({ given, slug }: AppName, name: string, tags: readonly Tag[] = []): string | undefined {
  const tag = tags.find(({ Key, Value, key = Key, value = Value }) => isKey(key) && isSame(value, given, slug))
  if (tag) return `tag ${tag.Key ?? tag.key}=${tag.Value ?? tag.value}`
  return hasWord(name, slug) || hasWord(name, given) ? `"${given}" in its name` : undefined
}

const isKey = (key = ''): boolean => KEYS.includes(key.toLowerCase())
const isSame = (value = '', given: string, slug: string): boolean =>
  [given.toLowerCase(), slug].includes(value.trim().toLowerCase())

/** Whether `word` stands in `text` between characters that are neither letters nor digits. */
export function hasWord(text: string, word: string): boolean {
  const escaped = word.toLowerCase().replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return escaped !== '' && new RegExp(`(^|[^a-z0-9])${escaped}($|[^a-z0-9])`).test(text.toLowerCase())
}
