import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { GUARDS } from '../src/model/move.js'
import { load } from '../src/policy/load.js'
import { resourceTypes } from '../src/providers/registry.js'

const root = join(import.meta.dirname, '..')

/** The project's own pages. */
const PAGES = [root, join(root, 'docs'), join(root, 'docs', 'decisions'), join(root, 'docs', 'rules')].flatMap((dir) =>
  readdirSync(dir)
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(dir, name)),
)

/** Links to other files, without their anchors. */
function linksIn(page: string): readonly string[] {
  const prose = readFileSync(page, 'utf8').replace(/^```.*?^```/gms, '')
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
    const [path = ''] = link.split('#')
    return path === '' || /^[a-z]+:/.test(path) ? [] : [path]
  })
}

/** What a part of a policy stands in where a page shows that part alone. */
const HEAD = `version: 1
app: shop
regions:
  us-east-1: { role: primary, zones: [use1-az1, use1-az2] }
  eu-west-1: { role: standby, zones: [euw1-az1, euw1-az2] }
observe: { signals: { http: { probe: http, url: "https://{zone}.shop.example.com/", per: zone } } }
`

/** Every policy of the README, whole or a part. */
const POLICIES = ['README.md'].flatMap((page) =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/^```yaml\n(.*?)^```/gms)].map(
    ([, text = ''], index): [string, number, string] => [page, index, text.startsWith('version:') ? text : HEAD + text],
  ),
)

/** What else that page shows as code. */
const PARTS = [
  ...['code', 'PENDING', 'ebs', 'enough targets without', 'failover back', 'failover audit ebs'],
  ...['--plan HASH', '--yes', 'decide.automatic'],
]

describe('the pages', () => {
  it.each(PAGES.map((page) => [relative(root, page), page]))('%s links only to what is there', (_, page) => {
    expect(linksIn(page).filter((link) => !existsSync(join(dirname(page), link)))).toEqual([])
  })

  it('name no check and no guard that does not exist where they say what answers an expert', () => {
    const page = (name: string): string => readFileSync(join(root, 'docs', 'rules', name), 'utf8')
    const checks = [...page('of-drivers.md').matchAll(/^### (\S+)$/gm)].map(([, check]) => check)
    const known = new Set<string | undefined>([...checks, ...GUARDS, ...PARTS])
    const named = [...page('aws-domain-rules.md').matchAll(/`([^`]+)`/g)].map(([, name]) => name)
    expect(named.filter((name) => !known.has(name))).toEqual([])
  })

  it.each(POLICIES)('%s shows valid policies: block %i', (_page, _index, text) => {
    const loaded = load(text, 'block.yaml', resourceTypes)
    expect(loaded.is === 'policy' ? [] : loaded.faults).toEqual([])
  })
})
