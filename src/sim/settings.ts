/** Reads from a resource's settings, which its own type has checked, what the simulated cloud needs to know of it. */
type Settings = { readonly [key: string]: unknown }

const isObject = (found: unknown): found is Settings => typeof found === 'object' && found !== null

export const objectIn = (settings: Settings, key: string): Settings => {
  const found = settings[key]
  return isObject(found) ? found : {}
}

/** Of a mapping by region, the regions it names. */
export const keysIn = (settings: Settings, key: string): readonly string[] => Object.keys(objectIn(settings, key))

export const textsIn = (settings: Settings, key: string): readonly string[] => {
  const found = settings[key]
  return Array.isArray(found) ? found.filter((each) => typeof each === 'string') : []
}

export const numberIn = (settings: Settings, key: string): number | undefined => {
  const found = settings[key]
  return typeof found === 'number' ? found : undefined
}

export const textIn = (settings: Settings, key: string): string | undefined => {
  const found = settings[key]
  return typeof found === 'string' ? found : undefined
}
