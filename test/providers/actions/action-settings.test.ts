import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { faultsIn, policyIn, shopWith } from '../../policy/fixtures/shop.js'

const step = (text: string, world = 'local') => shopWith({ 3: `world: ${world}`, 15: `    cdn: { ${text} }` })
const EXEC = 'type: exec-action, at: traffic, apply: [./point-cdn-to, "{to}"]'
const HTTP = 'type: http-action, at: traffic, apply: { url: "https://cdn.test/{to}" }'
const ENDS = 'zone-left, zone-restored, frozen, replica, capacity, fenced, caught-up, traffic'

describe('a step of one’s own in a policy', () => {
  it('is for any world, with sober defaults: it halts a run, and is a point of no return', () => {
    for (const world of ['local', 'aws']) {
      const [resource] = policyIn(step(EXEC, world)).plan.resources
      expect(resource).toEqual({
        ...{ name: 'cdn', type: 'exec-action' },
        settings: {
          ...{ at: 'traffic', apply: ['./point-cdn-to', '{to}'], undo: 'impossible', needs: [], only: 'both' },
          ...{ deadline: 60_000, expected: 10_000, on_failure: 'halt' },
        },
      })
      expect(policyIn(step(HTTP, world)).plan.resources[0]?.type).toBe('http-action')
    }
  })

  it('of a function is for AWS alone', () => {
    const text = 'type: lambda-action, at: traffic, function: { eu-west-1: point-cdn }'
    expect(faultsIn(step(text, 'aws'))).toEqual([])
    expect(faultsIn(step(text))).toEqual([expect.stringContaining('which is for the world aws')])
  })

  it('of a function is not the one that probes', () => {
    const text = step('type: lambda-action, at: traffic, function: { eu-west-1: eye }', 'aws')
    const faults = faultsIn(text.replace('  every: 10s', '  every: 10s\n  vantage_function: eye'))
    expect(faults).toEqual([expect.stringContaining('which is observe.vantage_function')])
  })

  it.each([
    [
      'promotes no writer',
      EXEC.replace('traffic', 'writer'),
      `15:35: at: found "writer", allowed: ${ENDS}; a writer is promoted only by what fences the same writer first, which a step with one end cannot do`,
    ],
    ['has an end', EXEC.replace('traffic', 'trafic'), `15:35: at: found "trafic", allowed: ${ENDS}`],
    [
      'names only what has a value at its end',
      EXEC.replace('{to}', '{form}'),
      '15:68: apply[1]: found "{form}", allowed: at traffic: {from}, {to}, {region}, {app}, {resource}, {epoch}',
    ],
    [
      'names no region to go to where a zone is left',
      'type: exec-action, at: zone-left, apply: [./drain, "{to}"]',
      '15:63: apply[1]: found "{to}", allowed: at zone-left: {region}, {zone}, {app}, {resource}, {epoch}',
    ],
    [
      'is quicker than its deadline',
      `${EXEC}, expected: 2m`,
      '15:87: expected: found "2 min", allowed: less than "deadline", 1 min',
    ],
    [
      'is planned or not where a move is',
      'type: exec-action, at: frozen, apply: [./freeze], only: planned',
      '15:68: only: found "planned", allowed: both, since at frozen a move is neither',
    ],
    [
      'leans on known services',
      `${EXEC}, needs: [{ service: s3, side: data, region: "{zone}" }]`,
      '15:120: region: found "{zone}", allowed: a region, or {from}, {to} or {region}',
    ],
    [
      'has a URL',
      HTTP.replace('https://cdn.test/{to}', 'cdn.test/{to}'),
      '15:58: url: found "cdn.test/{to}", allowed: a URL such as https://cdn.example.com/origin, without a password in it',
    ],
    [
      'has no password in a URL',
      HTTP.replace('cdn.test', 'ada:secret@cdn.test'),
      '15:58: url: found "https://ada:secret@cdn.test/{to}", allowed: a URL such as https://cdn.example.com/origin, without a password in it',
    ],
  ])('%s', (_, text, fault) => expect(faultsIn(step(text))).toEqual([fault]))

  it('may use braces that hold no name, as JSON and other languages do', () => {
    expect(faultsIn(step(`type: exec-action, at: traffic, apply: [awk, "{ print $1 }", '{"a": {}}']`))).toEqual([])
  })

  it('is as docs/ACTIONS.md shows it', () => {
    const [, text = ''] = /```yaml\n(.*?)```/s.exec(readFileSync('docs/ACTIONS.md', 'utf8')) ?? []
    const { resources } = policyIn(shopWith({ 3: 'world: aws', 15: text.trimEnd() })).plan
    expect(resources.map(({ type }) => type)).toEqual(['exec-action', 'http-action', 'lambda-action'])
  })
})
