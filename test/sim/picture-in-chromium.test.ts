import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { pictureOf } from '../../src/sim/picture.js'
import { judgedOf2011, stormTrace } from './fixtures/trace-2011.js'

/** Only where a browser happens to be; the page's own text is tested without one. */
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
)

/** Run in the page: what hangs over the edge, what the arrow keys reach, and what lies on what as it is truly drawn. */
const LOOK = `
const chart = [...document.querySelectorAll('svg.chart')].find((one) => one.getBoundingClientRect().width > 0 && one.querySelector('.for-good'))
const first = chart.querySelector('.mark[tabindex="0"]')
first.focus()
const press = (key) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
press('ArrowDown')
press('ArrowDown')
const reached = document.activeElement.getAttribute('aria-label')
const shown = document.getElementById('told').textContent
const boxes = [...chart.querySelectorAll('text')].map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }))
const clashes = boxes.flatMap((one, index) => boxes.slice(index + 1).filter((other) =>
  one.box.left < other.box.right - 2 && other.box.left < one.box.right - 2 && one.box.top < other.box.bottom - 5 && other.box.top < one.box.bottom - 5,
).map((other) => [one.text, other.text]))
const seen = { wide: document.documentElement.scrollWidth - innerWidth, reached, shown, clashes }
document.documentElement.setAttribute('data-seen', JSON.stringify(seen))
`

describe.skipIf(CHROMIUM === undefined)('the picture in a browser', () => {
  const dir = mkdtempSync(join(tmpdir(), 'failover-picture-'))
  afterAll(() => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }))

  const look = (width: number): { wide: number; reached: string; shown: string; clashes: unknown[] } => {
    const file = join(dir, `at-${width}.html`)
    const page = pictureOf(stormTrace, judgedOf2011, [])
    writeFileSync(file, page.replace('</body>', `<script>${LOOK}</script></body>`))
    const options = ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${join(dir, `profile-${width}`)}`]
    const asked = [...options, `--window-size=${width},2400`, '--dump-dom', `file://${file}`]
    const dom = execFileSync(CHROMIUM ?? '', asked, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 60_000,
      maxBuffer: 50_000_000,
    })
    const seen = /data-seen="([^"]*)"/.exec(dom)?.[1]
    if (seen === undefined) throw new Error('the script of the page broke')
    return JSON.parse(
      seen.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
    )
  }

  it.each([1_400, 500])(
    'at %i px: hangs over no edge, lays no label on another, and is walked by arrow keys',
    (width) => {
      const { clashes, reached, shown, wide } = look(width)
      expect(wide).toBeLessThanOrEqual(0)
      expect(clashes).toEqual([])
      expect(reached).toMatch(/^us-east-1 judged healthy/)
      expect(shown).toBe(reached)
    },
    90_000,
  )
})
