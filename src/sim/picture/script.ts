/**
 * The page's script: a line under the pointer with the values at that instant, and arrow keys from mark to mark. The page
 * says everything without it.
 */
export const SCRIPT = `
const data = JSON.parse(document.getElementById('values').textContent)
const told = document.getElementById('told')
const span = (ms) => {
  const s = Math.round(ms / 1000), d = Math.floor(s / 86400), h = Math.floor(s / 3600) % 24, m = Math.floor(s / 60) % 60
  return 'T+' + ([d && d + ' d', h && h + ' h', m && m + ' min', !d && s % 60 && (s % 60) + ' s'].filter(Boolean).join(' ') || '0')
}
const clock = (ms) => new Date(data.startedAt + ms).toISOString().slice(0, 19).replace('T', ' ') + ' UTC'
const valueAt = (points, ms) => {
  let found = points[0]
  for (const point of points) { if (point[0] > ms) break; found = point }
  return found === undefined ? '' : found[1]
}
const show = (lines, x, y) => {
  told.replaceChildren(...lines.map((line, index) => {
    const row = document.createElement(index === 0 ? 'b' : 'div')
    row.textContent = line
    return row
  }))
  told.hidden = false
  const box = told.getBoundingClientRect()
  told.style.left = Math.max(4, Math.min(x + 16, innerWidth - box.width - 8)) + 'px'
  told.style.top = (y + 20 + box.height > innerHeight ? Math.max(4, y - box.height - 14) : y + 20) + 'px'
}
const hide = () => { told.hidden = true; for (const line of document.querySelectorAll('.cursor')) line.setAttribute('visibility', 'hidden') }
for (const title of document.querySelectorAll('.chart .mark > title')) title.remove()
for (const chart of document.querySelectorAll('svg.chart')) {
  const { from, left, right, to } = Object.fromEntries(Object.entries(chart.dataset).map(([key, text]) => [key, Number(text)]))
  const cursor = chart.querySelector('.cursor')
  chart.addEventListener('pointermove', (event) => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(chart.getScreenCTM().inverse()).x
    const mark = event.target.closest('.mark')
    if (at < left || at > right) return mark ? show([mark.getAttribute('aria-label')], event.clientX, event.clientY) : hide()
    const ms = from + ((at - left) / (right - left)) * (to - from)
    cursor.setAttribute('transform', 'translate(' + at + ' 0)')
    cursor.setAttribute('visibility', 'visible')
    const values = data.series.map(({ name, points }) => name + ': ' + valueAt(points, ms))
    show([span(ms) + ' · ' + clock(ms), ...(mark ? [mark.getAttribute('aria-label')] : []), ...values], event.clientX, event.clientY)
  })
  chart.addEventListener('pointerleave', hide)
  const lanes = [...chart.querySelectorAll('.lane')].map((lane) => [...lane.querySelectorAll('.mark')]).filter((marks) => marks.length > 0)
  lanes[0]?.[0]?.setAttribute('tabindex', '0')
  chart.addEventListener('focusin', ({ target }) => {
    const mark = target.closest('.mark')
    if (mark === null) return hide()
    const box = mark.getBoundingClientRect()
    show([mark.getAttribute('aria-label')], box.left, Math.min(box.bottom, innerHeight - 60))
  })
  chart.addEventListener('focusout', hide)
  chart.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') return hide()
    const row = lanes.findIndex((marks) => marks.includes(event.target))
    if (row < 0) return
    const at = lanes[row].indexOf(event.target)
    const next = { ArrowRight: [row, at + 1], ArrowLeft: [row, at - 1], ArrowDown: [row + 1, 0], ArrowUp: [row - 1, 0], Home: [row, 0], End: [row, lanes[row].length - 1] }[event.key]
    const mark = next && lanes[next[0]]?.[next[1]]
    if (!next) return
    event.preventDefault()
    if (!mark) return
    event.target.setAttribute('tabindex', '-1')
    mark.setAttribute('tabindex', '0')
    mark.focus()
  })
}
`
