import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { load } from '../src/policy/load.js'
import { resourceTypes } from '../src/providers/registry.js'

const root = join(import.meta.dirname, '..')

/** The project's own pages. */
const PAGES = [root, join(root, 'docs'), join(root, 'docs', 'decisions')].flatMap((dir) =>
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

describe('the pages', () => {
  it.each(PAGES.map((page) => [relative(root, page), page]))('%s links only to what is there', (_, page) => {
    expect(linksIn(page).filter((link) => !existsSync(join(dirname(page), link)))).toEqual([])
  })

  it('the policy that the README explains is a valid one', () => {
    const [, text = ''] = /```yaml\n(.*?)```/s.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? []
    expect(load(text, 'README.md', resourceTypes).is).toBe('policy')
  })
})
