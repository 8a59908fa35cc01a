/** Managed resources: each is read by the schema of its type, which the type's driver owns. */
import { z } from 'zod'
import { byTag, choice, isMapping } from './choice.js'
import { inputSchema } from './json-form.js'
import type { Policy, ResourcePolicy, ResourceWorld } from './policy.js'

/** Resource types by the name a policy gives them, with the schema of their settings and the world they stand in. */
export type ResourceTypes = ReadonlyMap<string, ResourceType>
interface ResourceType {
  readonly schema: z.ZodType
  readonly world: ResourceWorld
}
/** Whether a type that stands in `world` can be managed by a policy for `here`. */
export const standsIn = (world: ResourceWorld, here: Policy['world']): boolean => world === 'any' || world === here

export type Resource = Omit<ResourcePolicy, 'name'>

/** Reads one resource by its key `type`. */
export function resource(types: ResourceTypes) {
  const readers = new Map([...types].map(([type, { schema }]) => [type, reader(type, schema)]))
  return choice<Resource>(
    (found) => byTag(found, 'type', readers),
    () => [...types].map(([type, { schema }]) => form(type, inputSchema(schema))),
  )
}

/** Settings are what is left of a resource without its type. */
function reader(type: string, schema: z.ZodType): z.ZodType<Resource> {
  const settings = schema.transform((read): Resource => ({ type, settings: isMapping(read) ? read : {} }))
  return z.preprocess((found) => {
    if (!isMapping(found)) return found
    const { type: _, ...rest } = found
    return rest
  }, settings)
}

function form(type: string, settings: z.core.JSONSchema.BaseSchema): z.core.JSONSchema.BaseSchema {
  const { properties = {}, required = [], ...rest } = settings
  return { ...rest, properties: { type: { const: type }, ...properties }, required: ['type', ...required] }
}
