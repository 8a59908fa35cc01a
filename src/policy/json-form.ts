/** A zod schema as a JSON Schema of what a person writes: its input side, with the forms of every choice spelled out. */
import { z } from 'zod'
import { formsOf } from './choice.js'

/** The input side of `schema` as JSON Schema, draft 7, which every editor knows. */
export function inputSchema(schema: z.ZodType): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    override: ({ zodSchema, jsonSchema }) => {
      const forms = zodSchema instanceof z.ZodType ? formsOf.get(zodSchema)?.forms() : undefined
      if (forms) jsonSchema.anyOf = forms.map(({ $schema: _, ...form }) => form)
    },
  })
}
