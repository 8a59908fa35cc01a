import { describe, expect, it } from 'vitest'
import { pictureOf } from '../../src/sim/picture.js'
import type { Trace } from '../../src/sim/trace.js'
import { goodDay } from './fixtures/trace.js'
import { calmTrace, judgedOf2011, stormTrace, until } from './fixtures/trace-2011.js'
import { all, has, type Node, parse, textOf } from './picture/page.js'

const DAYS: readonly (readonly [string, Trace])[] = [
  ['three days', stormTrace],
  ['three hours', until(stormTrace, 3 * 3_600_000)],
  ['ten minutes', until(stormTrace, 600_000)],
  ['a calm day', calmTrace],
  ['a run that was over at once', { ...until(calmTrace, 0), minds: [], scenes: [], leases: [] }],
  ['a good day', goodDay()],
]

const pageOf = (trace: Trace): Node => parse(pictureOf(trace, judgedOf2011, []))
const charts = (page: Node): readonly Node[] =>
  all(page, ({ name, attributes }) => name === 'svg' && has({ name, attributes, children: [] }, 'chart'))

describe.each(DAYS)('the picture of %s', (_, trace) => {
  const text = pictureOf(trace, judgedOf2011, [])
  const page = parse(text)

  it('is well-formed', () => {
    expect(all(page, ({ name }) => name === 'main')).toHaveLength(1)
  })

  it('draws no number that is none', () => {
    const drawn = all(page, ({ name }) => name !== 'script').flatMap(({ attributes }) => Object.values(attributes))
    expect(drawn.filter((value) => /NaN|Infinity|undefined|null/.test(value))).toEqual([])
    expect(textOf(page)).not.toMatch(/NaN|Infinity|for ever/)
  })

  it('labels every mark, in words', () => {
    const marks = all(page, (node) => has(node, 'mark')).filter(({ attributes }) => attributes.role === 'img')
    expect(marks.length).toBeGreaterThan(0)
    for (const mark of marks) {
      expect(mark.attributes['aria-label']).toMatch(/\w/)
      expect(textOf(all(mark, ({ name }) => name === 'title')[0] ?? mark)).toBe(mark.attributes['aria-label'])
    }
  })

  it('loads nothing from anywhere', () => {
    const asked = all(page, ({ attributes }) => attributes.src !== undefined || attributes['xlink:href'] !== undefined)
    expect(asked).toEqual([])
    expect(all(page, ({ name }) => ['link', 'img', 'iframe', 'object'].includes(name))).toEqual([])
    expect(text).not.toMatch(/@import|url\((?!#)/)
  })

  it('has one id each, and every link within the page leads somewhere', () => {
    const ids = all(page, ({ attributes }) => attributes.id !== undefined).map(({ attributes }) => attributes.id)
    expect(new Set(ids).size).toBe(ids.length)
    const links = all(page, ({ attributes }) => attributes.href?.startsWith('#') === true)
    for (const { attributes } of links) expect(ids).toContain(attributes.href?.slice(1))
  })

  it('draws each chart twice, for wide and for narrow screens, within its frame', () => {
    for (const chart of charts(page)) {
      const width = Number(chart.attributes.width)
      const xs = all(chart, ({ name }) => name === 'rect').map(({ attributes }) => [
        Number(attributes.x),
        Number(attributes.width),
      ])
      for (const [x = 0, across = 0] of xs) {
        expect(x).toBeGreaterThanOrEqual(0)
        expect(x + across).toBeLessThanOrEqual(width + 1)
      }
    }
    expect(charts(page).filter((chart) => has(chart, 'wide'))).toHaveLength(charts(page).length / 2)
  })

  it('lets no label lie on another', () => {
    for (const chart of charts(page)) {
      const labels = all(chart, ({ name }) => name === 'text').flatMap(linesOf)
      const clashes = labels.flatMap((one, index) =>
        labels
          .slice(index + 1)
          .filter((other) => clash(one, other))
          .map((other) => [one.text, other.text]),
      )
      expect(clashes).toEqual([])
    }
  })
})

interface Label {
  readonly text: string
  readonly from: number
  readonly to: number
  readonly y: number
}

/** Letters as narrow as they are on most screens: what clashes then clashes everywhere. */
function linesOf(node: Node): readonly Label[] {
  const below = all(node, ({ attributes }) => attributes.dy !== undefined)
  const first = below.reduce((text, line) => text.replace(textOf(line), ''), textOf(node))
  return [first, ...below.map(textOf)].map((text, index) => {
    const x = Number(node.attributes.x)
    const width = [...text].length * 6
    const anchor = node.attributes['text-anchor']
    const from = anchor === 'end' ? x - width : anchor === 'middle' ? x - width / 2 : x
    return { text, from, to: from + width, y: Number(node.attributes.y) + index * 15 }
  })
}

const clash = (one: Label, other: Label): boolean =>
  Math.abs(one.y - other.y) < 9 && one.from < other.to - 2 && other.from < one.to - 2

describe('what the picture says', () => {
  const page = pageOf(stormTrace)
  const says = textOf(all(page, ({ name }) => name === 'main')[0] ?? page)

  it('tells the day in its first sentences, with what users went through', () => {
    expect(textOf(all(page, (node) => has(node, 'verdict'))[0] ?? page)).toBe(
      'T+0: trouble with block storage in use1-az1: 13 % hangs, growing over 15 min, pages from cache still load. ' +
        'The controller leaves zone use1-az1 at T+2 min 20 s and leaves us-east-1 for eu-west-1 at T+7 min. ' +
        'Users are served again at T+17 min 20 s, after 16 min 20 s of trouble, and 41 acknowledged writes are lost.',
    )
  })

  it('numbers the turning points alike in the story and in the charts', () => {
    const story = all(page, ({ attributes }) => attributes.id?.startsWith('turn-') === true)
    const badges = new Set(all(page, (node) => has(node, 'badge')).map(({ attributes }) => attributes.href))
    expect(story.length).toBeGreaterThan(5)
    expect([...badges].sort()).toEqual(story.map(({ attributes }) => `#${attributes.id}`).sort())
  })

  it('marks the point of no return', () => {
    expect(says).toContain('The point of no return: promote orders-eu in eu-west-1.')
    expect(all(page, (node) => has(node, 'for-good') && node.attributes.role === 'img').length).toBeGreaterThan(0)
  })

  it('shows failed attempts, why the controller waited, and what it saw', () => {
    expect(says).toContain('Failed, trying again: fence orders in us-east-1')
    expect(says).toContain('The controller waits (disturbance): the disturbance has lasted 20 s, 1 min is asked.')
    expect(says).toContain('ebs: 1 of 1 fail (13 % of the volumes')
  })

  it('says what was expected and what was not so', () => {
    const unmet = all(page, (node) => has(node, 'unmet'))
    expect(unmet.map(textOf)).toEqual(['✕no write lost · 41 writes, 1.8 s'])
    expect(says).toContain('Every law was kept, at every instant.')
  })

  it('names a law that was broken, when and how', () => {
    const broken = textOf(
      parse(pictureOf(stormTrace, [], [{ law: 'L10', atMs: 60_000, what: 'two writers for orders' }])),
    )
    expect(broken).toContain('L10 (Never two writers) broken at T+1 min')
    expect(broken).toContain('two writers for orders')
  })

  it('draws the decisive minutes apart from a long calm', () => {
    const headings = all(page, ({ name }) => name === 'h2').map(textOf)
    expect(headings).toContain('The whole run: 2 d 18 h')
    expect(headings.some((heading) => heading.startsWith('Decisive minutes A: T+0 to T+2'))).toBe(true)
  })
})

describe('what is not over, and what comes again', () => {
  it('says that users are still not served, and never that they are back', () => {
    const page = pageOf(until(stormTrace, 900_000))
    const says = textOf(all(page, ({ name }) => name === 'main')[0] ?? page)
    expect(says).toContain('Users are still not served when the run ends')
    expect(says).toContain('and users are still not served')
    expect(says).not.toContain('until users followed')
  })

  it('draws a day of thousands of changes in little time and space', () => {
    const [mind] = stormTrace.minds
    const [scene] = stormTrace.scenes
    if (mind === undefined || scene === undefined) throw new Error('no scene')
    const scenes = Array.from({ length: 30_000 }, (_, index) => ({
      ...scene,
      atMs: index * 5_000,
      servedPercent: index % 7 === 0 ? 90 + (index % 9) : 100,
    }))
    const minds = Array.from({ length: 3_000 }, (_, index) => ({
      ...(stormTrace.minds[index % 4] ?? mind),
      atMs: index * 50_000,
    }))
    const text = pictureOf({ ...stormTrace, scenes, minds, endedMs: 150_000_000 }, [], [])
    expect(all(parse(text), (node) => has(node, 'chart')).length).toBeGreaterThan(1)
    expect(text.length).toBeLessThan(6_000_000)
  }, 20_000)

  it('labels an event that comes again and again once, and tells it twice', () => {
    const [first] = stormTrace.happened
    if (first === undefined) throw new Error('no event')
    const blip = (atMs: number) => ({ ...first.event, atMs, forMs: 60_000 })
    const happened = Array.from({ length: 10 }, (_, index) => 300_000 * index).flatMap((atMs) => [
      { atMs, event: blip(atMs), ends: false },
      { atMs: atMs + 60_000, event: blip(atMs), ends: true },
    ])
    const page = pageOf({ ...calmTrace, endedMs: 3_600_000, happened })
    const wide = charts(page).find((chart) => has(chart, 'wide'))
    const labels = all(wide ?? page, ({ name }) => name === 'text').filter((node) =>
      textOf(node).startsWith('block storage'),
    )
    expect(labels).toHaveLength(1)
    const story = all(page, (node) => has(node, 'story'))[0] ?? page
    expect(textOf(story).split('Trouble with block storage').length - 1).toBe(2)
  })
})

describe('what comes from outside', () => {
  const nasty = `</script><script>alert(1)</script>"'&\u202e\u0007`
  const { drill } = stormTrace
  const poisoned: Trace = {
    ...stormTrace,
    drill: { ...drill, title: nasty, about: nasty, file: nasty, sources: [nasty, 'javascript:alert(1)'] },
    entries: stormTrace.entries.map((written) => ({
      ...written,
      entry: { ...written.entry, event: { kind: 'note', by: nasty, text: nasty } },
    })),
    scenes: stormTrace.scenes.map((scene) => ({ ...scene, lagMs: { [nasty]: 5 }, writers: { [nasty]: [] } })),
  }
  const text = pictureOf(poisoned, [{ text: nasty, met: false, saw: nasty }], [{ law: 'L1', atMs: 0, what: nasty }])

  it('cannot become markup', () => {
    const page = parse(text)
    expect(all(page, ({ name }) => name === 'script')).toHaveLength(2)
    expect(textOf(all(page, ({ name }) => name === 'h1')[0] ?? page)).toBe(
      `</script><script>alert(1)</script>"'&\ufffd\ufffd`,
    )
  })

  it('cannot become a link but to the web', () => {
    expect(text).not.toContain('href="javascript:')
  })

  it('is plain data to the script', () => {
    const values = all(parse(text), ({ attributes }) => attributes.id === 'values')[0]
    expect(values && JSON.parse(textOf(values)).series.map(({ name }: { name: string }) => name)).toContain(
      `replica of ${nasty} behind`,
    )
  })
})
