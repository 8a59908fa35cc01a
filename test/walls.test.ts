import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { faultsOf, type House } from './walls.js'

/** The rooms of docs/ARCHITECTURE.md from top to bottom, with their doors: the files other rooms may import. */
const HOUSE: House = {
  purePackages: ['zod', 'yaml', 'croner', 'cli-table3'],
  rooms: [
    { name: 'model', pure: true, doors: 'all' },
    {
      name: 'policy',
      pure: true,
      doors: [
        ...['policy.ts', 'load.ts', 'schema-json.ts', 'units.ts', 'named.ts', 'allowance.ts', 'near.ts'],
        // A drill is read by the same means as a policy, and its faults are told in the same words.
        ...[
          'source.ts',
          'spot.ts',
          'fault.ts',
          'wording.ts',
          'lenient.ts',
          'choice.ts',
          'rule.ts',
          'json-form.ts',
          'resources.ts',
        ],
      ],
    },
    { name: 'observe', pure: false, doors: ['observe.ts', 'targets.ts', 'prober.ts'] },
    { name: 'assess', pure: true, doors: ['assess.ts', 'compare.ts'] },
    { name: 'decide', pure: true, doors: ['decide.ts', 'frozen.ts', 'precedents.ts', 'situation.ts', 'rank.ts'] },
    { name: 'plan', pure: true, doors: ['draft.ts', 'inventory.ts', 'graph.ts'] },
    {
      name: 'forecast',
      pure: true,
      doors: ['forecast.ts', 'lags.ts', 'prospect.ts'],
    },
    {
      name: 'rehearse',
      pure: true,
      doors: ['rehearse.ts', 'rehearsal.ts', 'drift.ts', 'due.ts', 'window.ts', 'abort.ts'],
    },
    { name: 'execute', pure: false, doors: ['execute.ts', 'progress.ts', 'tools.ts', 'owed-fences.ts'] },
    { name: 'verify', pure: true, doors: ['verify.ts', 'stage.ts', 'glance.ts'] },
    {
      name: 'report',
      pure: true,
      doors: [
        ...['report.ts', 'incident.ts', 'progress.ts', 'event-line.ts', 'text.ts', 'markdown.ts', 'paint.ts'],
        ...[
          'plan-text.ts',
          'plan-mermaid.ts',
          'waterfall.ts',
          'summary.ts',
          'foretold.ts',
          'forecast-text.ts',
          'rehearsal-text.ts',
          'game-day-text.ts',
          'evidence.ts',
          'table.ts',
          'clock.ts',
          'markup.ts',
        ],
        'markdown-table.ts',
      ],
    },
    {
      name: 'audit',
      pure: true,
      doors: [
        ...[
          'audit.ts',
          'facts.ts',
          'estate.ts',
          'finding.ts',
          'losses.ts',
          'survives.ts',
          'ebs.ts',
          'ebs-alternative.ts',
          'vcpu-quota.ts',
        ],
        ...[
          'audit-text.ts',
          'audit-markdown.ts',
          'audit-html.ts',
          'prospects-text.ts',
          'ebs-text.ts',
          'sarif.ts',
          'junit.ts',
        ],
      ],
    },
    {
      name: 'providers',
      pure: false,
      doors: [
        'registry.ts',
        'local/world.ts',
        ...['aws/world.ts', 'aws/live.ts', 'aws/live-check.ts', 'aws/iam-policy.ts', 'aws/iam-document.ts'],
        ...['aws/scan/scan.ts', 'aws/scan/found.ts', 'aws/scan/draft-policy.ts'],
        'local/resolve.ts',
        ...['aws/audit/gather.ts', 'aws/audit/access.ts', 'local/audit/gather.ts'],
        ...['local/cloud/dir.ts', 'local/cloud/local-cloud.ts', 'local/cloud/client.ts', 'local/cloud/start-cloud.ts'],
        ...['local/cloud/harness.ts', 'local/cloud/layout.ts', 'local/cloud/take-down.ts', 'package-root.ts'],
        'store/store-at.ts',
        'store/break-glass.ts',
      ],
    },
    {
      name: 'sim',
      pure: true,
      doors: [
        ...['simulate.ts', 'simulation.ts', 'drill.ts', 'trace.ts', 'load-drill.ts', 'operator-words.ts'],
        ...[
          'expectations.ts',
          'expect/judged.ts',
          'expect/moves.ts',
          'figures.ts',
          'laws.ts',
          'laws/law.ts',
          'laws/words.ts',
          'seeded.ts',
        ],
        ...['picture.ts', 'picture/story.ts'],
      ],
    },
    {
      name: 'controller',
      pure: false,
      doors: [
        'tick.ts',
        'carry-out.ts',
        'survey.ts',
        'memory.ts',
        'inventory.ts',
        'judgement.ts',
        'cadence.ts',
        'fence-owed.ts',
        'blind.ts',
        'foretell.ts',
        'lag-history.ts',
        'try-again.ts',
        'outlook.ts',
        'glance-once.ts',
      ],
    },
    { name: 'daemon', pure: false, doors: 'all' },
    {
      name: 'drill',
      pure: false,
      doors: [
        ...['run-drill.ts', 'random-day.ts', 'shrink-day.ts'],
        ...['local/run-local.ts', 'local/fits.ts', 'local/seen-laws.ts', 'local/breakages.ts'],
        // The demo plays on the same stage.
        ...['local/command.ts', 'local/order.ts'],
      ],
    },
    { name: 'cli', pure: false, doors: [] },
  ],
}

const root = join(import.meta.dirname, '..')

function house(): Map<string, string> {
  const names = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  const paths = names.filter((name) => name.endsWith('.ts')).map((name) => `src/${name}`)
  return new Map(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]))
}

describe('the house as it stands', () => {
  it('keeps its walls', () => {
    expect(faultsOf(house(), HOUSE)).toEqual([])
  })
})

const SMALL: House = {
  purePackages: ['zod'],
  rooms: [
    { name: 'model', pure: true, doors: 'all' },
    { name: 'judge', pure: true, doors: ['judge.ts'] },
    { name: 'act', pure: false, doors: ['act.ts'] },
    { name: 'controller', pure: false, doors: 'all' },
  ],
}

/** A small house without a fault, to plant one in. */
const SOUND = {
  'src/model/place.ts': `export type Place = string`,
  'src/judge/votes.ts': `import type { Place } from '../model/place.js'\nexport const votes = (of: Place) => of.length`,
  'src/judge/judge.ts': `import { votes } from './votes.js'\nexport const judge = () => votes('a')`,
  'src/act/act.ts': `import { judge } from '../judge/judge.js'\nexport const act = () => judge() + Date.now()`,
  'src/controller.ts': `import { act } from './act/act.js'\nexport const tick = act`,
}

const planted = (files: { readonly [path: string]: string }): readonly string[] =>
  faultsOf(new Map(Object.entries({ ...SOUND, ...files })), SMALL)

describe('walls', () => {
  it('finds nothing in a sound house, where a shell room may read the clock', () => {
    expect(planted({})).toEqual([])
  })

  it.each([
    ['an import', `import { act } from '../act/act.js'\nexport const x = act`],
    ['an import of a type', `import type { act } from '../act/act.js'\nexport type X = typeof act`],
    ['an inline type', `export type X = import('../act/act.js').Act`],
    ['a dynamic import', `export const x = await import('../act/act.js')`],
    ['a passed-on export', `export { act } from '../act/act.js'\nexport const x = 1`],
    ['a bare import', `import '../act/act.js'\nexport const x = 1`],
  ])('refuses %s from a room below', (_, text) => {
    expect(planted({ 'src/judge/bad.ts': text })).toContain(
      'src/judge/bad.ts: imports "../act/act.js"; judge may import only from rooms above it, and act is below',
    )
  })

  it('refuses an import of another room past its door, and names the doors', () => {
    expect(planted({ 'src/act/bad.ts': `import { votes } from '../judge/votes.js'\nexport const x = votes` })).toEqual([
      'src/act/bad.ts: imports "../judge/votes.js", which is no door of judge; its doors: judge.ts',
    ])
  })

  it('refuses an import of a file that is not there, or that nobody can check', () => {
    expect(planted({ 'src/act/bad.ts': `export const x = [import('./gone.js'), import('a' + 'b')]` })).toEqual([
      'src/act/bad.ts: imports "./gone.js", which is no file of src',
      'src/act/bad.ts: imports a computed name, which nobody can check',
    ])
  })

  it('refuses a cycle, of types as well, and says its way round', () => {
    const faults = planted({
      'src/act/a.ts': `import type { B } from './b.js'\nexport type A = B`,
      'src/act/b.ts': `import { c } from './c.js'\nexport type B = typeof c`,
      'src/act/c.ts': `import type { A } from './a.js'\nexport const c: A | 1 = 1`,
    })
    expect(faults).toEqual(['src/act/a.ts: imports itself by way of src/act/b.ts → src/act/c.ts → src/act/a.ts'])
  })

  it.each([
    ['Date.now()', 'Date.now'],
    ['new Date()', 'new Date()'],
    ['new Date', 'new Date()'],
    ['Date()', 'Date as a value'],
    ['[Date]', 'Date as a value'],
    [`Date['now']()`, 'Date as a value'],
    ['performance.now()', 'performance'],
    ['Math.random()', 'Math.random'],
    [`Math['random']()`, 'Math as a value'],
    ['process.env.HOME', 'process'],
    ['setTimeout(() => 1, 1)', 'setTimeout'],
    ['setInterval(() => 1, 1)', 'setInterval'],
    ['console.log(1)', 'console'],
    ['fetch("http://127.0.0.1")', 'fetch'],
    ['crypto.randomUUID()', 'crypto'],
    ['globalThis.process', 'globalThis'],
    ['({ process })', 'process'],
  ])('refuses %s in a pure room', (expression, name) => {
    expect(planted({ 'src/judge/bad.ts': `export const x = () => ${expression}` })).toEqual([
      `src/judge/bad.ts: uses ${name}; judge is pure and is given what it needs`,
    ])
  })

  it.each([
    'new Date(0).toISOString()',
    'Date.UTC(2026, 0)',
    'Math.max(1, 2)',
    '({ process: 1 }).process',
    '"Date.now() and process" // Math.random()',
  ])('lets %s stand in a pure room', (expression) => {
    expect(planted({ 'src/judge/fine.ts': `export const x = () => ${expression}` })).toEqual([])
  })

  it.each([
    ['node:fs', `import { readFileSync } from 'node:fs'`],
    ['fs', `import { readFileSync } from 'fs'`],
    ['fs/promises', `import { readFile } from 'fs/promises'`],
    ['node:child_process', `import { spawn } from 'node:child_process'`],
    ['node:test', `import { test } from 'node:test'`],
    ['node:crypto', `import { createHash, randomUUID } from 'node:crypto'`],
    ['node:crypto', `import * as crypt from 'node:crypto'`],
    ['undici', `import { request } from 'undici'`],
    ['@aws-sdk/client-s3', `import type { S3Client } from '@aws-sdk/client-s3'`],
  ])('refuses %s in a pure room', (from, text) => {
    expect(planted({ 'src/judge/bad.ts': `${text}\nexport const x = 1` })).toEqual([
      `src/judge/bad.ts: imports "${from}"; judge is pure and may import only zod`,
    ])
  })

  it('lets a pure room hash, and use the packages that touch nothing', () => {
    const text = `import { createHash } from 'node:crypto'\nimport { z } from 'zod'\nexport const x = [createHash, z]`
    expect(planted({ 'src/judge/fine.ts': text })).toEqual([])
  })

  it.each(['utils.ts', 'helper.ts', 'common/a.ts', 'types.ts'])('refuses a file named %s', (name) => {
    const faults = planted({ [`src/act/${name}`]: `export const x = 1` })
    expect(faults).toEqual([expect.stringContaining(`src/act/${name}: "${name.split('/')[0]}" says nothing`)])
  })

  it('refuses barrels, defaults and long files', () => {
    const faults = planted({
      'src/act/index.ts': `export const x = 1`,
      'src/act/all.ts': `export * from './act.js'\nexport const x = 1`,
      'src/act/door.ts': `export { act } from './act.js'\nexport type { act as Act } from './act.js'`,
      'src/act/default.ts': `export default 1`,
      'src/act/named-default.ts': `const x = 1\nexport { x as default }`,
      'src/act/long.ts': `export const x = 1\n${'// a line\n'.repeat(300)}`,
    })
    expect(faults).toEqual([
      'src/act/all.ts: "export *" hides what is exported; name it',
      'src/act/default.ts: has a default export; exports are named',
      'src/act/door.ts: only passes on what others export, a barrel; import the file that is meant',
      'src/act/index.ts: an index is a barrel; import the file that is meant',
      'src/act/long.ts: has 301 lines; the ceiling is 300',
      'src/act/named-default.ts: has a default export; exports are named',
    ])
  })

  it('refuses a file outside every room, and one that is no TypeScript', () => {
    expect(planted({ 'src/loose.ts': `export const x = 1`, 'src/act/broken.ts': `export const = ` })).toEqual([
      expect.stringContaining('src/act/broken.ts: cannot be read as TypeScript'),
      "src/loose.ts: belongs to no room; every file of src lies in one of the house's rooms",
    ])
  })
})
