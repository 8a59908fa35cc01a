/** The policy file's JSON Schema, by which editors complete and check a policy while it is written. */
import { inputSchema } from './json-form.js'
import type { ResourceTypes } from './resources.js'
import { fileSchema } from './schema.js'

/** JSON Schema (draft 7) of a policy file; rules between fields are `load`'s alone. */
export const policySchema = (types: ResourceTypes): object => ({
  title: 'A failover policy',
  ...inputSchema(fileSchema(types)),
})
