import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { policySchema } from '../../src/policy/schema-json.js'
import { resourceTypes } from '../../src/providers/registry.js'

const published: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '../../policies/schema.json'), 'utf8'))
const at = (path: string): unknown =>
  path.split('/').reduce<unknown>((node, key) => (node as { [key: string]: unknown } | undefined)?.[key], published)

describe('policies/schema.json', () => {
  it('is what the schemas say today; else run "npm run schema"', () => {
    expect(published).toEqual(JSON.parse(JSON.stringify(policySchema(resourceTypes))))
  })

  it('knows every resource type, each with its settings', () => {
    const forms = at('properties/plan/properties/resources/additionalProperties/anyOf') as readonly {
      readonly properties: { readonly type: { readonly const: string } }
      readonly required: readonly string[]
    }[]
    expect(forms.map(({ properties }) => properties.type.const)).toEqual([...resourceTypes.keys()])
    expect(forms.every(({ required }) => required.includes('type'))).toBe(true)
  })

  it('knows every kind of signal', () => {
    const forms = at('properties/observe/properties/signals/additionalProperties/anyOf') as readonly {
      readonly properties: { readonly probe?: { readonly const: string }; readonly watch?: { readonly const: string } }
    }[]
    expect(forms.map(({ properties }) => properties.probe?.const ?? `watch ${properties.watch?.const}`)).toEqual([
      'http',
      'tcp',
      'tls',
      'dns',
      ...['watch ebs', 'watch ec2', 'watch elb', 'watch rds', 'watch autoscaling'],
      ...['watch cloudwatch', 'watch health', 'watch api'],
    ])
  })

  it('takes units as texts of their shape, with their defaults', () => {
    const every = at('properties/observe/properties/every') as { type: string; pattern: string; default: string }
    expect(every).toMatchObject({ type: 'string', default: '10s' })
    const shape = new RegExp(every.pattern)
    expect(['10s', '1m30s', '250ms'].every((text) => shape.test(text))).toBe(true)
    expect(['10', 'ten seconds', ''].some((text) => shape.test(text))).toBe(false)
  })

  it('describes every key at its top', () => {
    const properties = at('properties') as { [key: string]: { description?: string } }
    expect(Object.entries(properties).filter(([, { description }]) => !description)).toEqual([])
  })
})
