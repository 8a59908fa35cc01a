// Writes policies/schema.json from the schemas in the build: `npm run schema`.
import { writeFileSync } from 'node:fs'
import { policySchema } from '../dist/policy/schema-json.js'
import { resourceTypes } from '../dist/providers/registry.js'

writeFileSync(new URL('schema.json', import.meta.url), `${JSON.stringify(policySchema(resourceTypes), null, 2)}\n`)
