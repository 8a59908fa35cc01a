/**
 * The page's own script, in the browser: on each event it asks the watcher for the changed part of the page, drawn there,
 * one at a time; it keeps ages counting, and says so when the watcher no longer answers.
 */
export const SCRIPT = `
(() => {
  const lost = document.getElementById('lost')
  let behind = 0
  let busy = false
  let again = false
  let heardAt = Date.now()
  const span = (ms) => {
    const s = Math.round(ms / 1000)
    if (s < 60) return s + ' s'
    const m = Math.floor(s / 60)
    if (m < 60) return m + ' min' + (s % 60 ? ' ' + (s % 60) + ' s' : '')
    const h = Math.floor(m / 60)
    if (h < 24) return h + ' h' + (m % 60 ? ' ' + (m % 60) + ' min' : '')
    return Math.floor(h / 24) + ' d' + (h % 24 ? ' ' + (h % 24) + ' h' : '')
  }
  const count = () => {
    const now = Date.now() - behind
    for (const time of document.querySelectorAll('time[data-at]')) {
      const ms = Math.round((now - Number(time.dataset.at)) / 1000) * 1000
      time.textContent = ms === 0 ? 'now' : ms > 0 ? span(ms) + ' ago' : 'in ' + span(-ms)
    }
    const silent = Date.now() - heardAt > 25000
    if (silent) missing()
  }
  const missing = () => {
    const at = document.querySelector('main').dataset.at
    if (at) document.getElementById('lost-at').textContent = new Date(Number(at)).toLocaleTimeString()
    lost.hidden = false
    document.body.classList.add('stale')
  }
  const heard = () => {
    heardAt = Date.now()
    lost.hidden = true
    document.body.classList.remove('stale')
  }
  const settle = (main) => {
    document.title = main.dataset.title
    if (main.dataset.at) behind = Date.now() - Number(main.dataset.at)
    count()
  }
  const draw = async () => {
    if (busy) {
      again = true
      return
    }
    busy = true
    try {
      const answer = await fetch('/?part=main', { cache: 'no-store' })
      if (!answer.ok) return
      const open = new Map()
      for (const each of document.querySelectorAll('details[data-key]')) open.set(each.dataset.key, each.open)
      const box = document.createElement('div')
      box.innerHTML = await answer.text()
      const main = box.querySelector('main')
      if (!main) return
      for (const each of main.querySelectorAll('details[data-key]'))
        if (open.has(each.dataset.key)) each.open = open.get(each.dataset.key)
      document.querySelector('main').replaceWith(main)
      heard()
      settle(main)
    } catch {
      missing()
    } finally {
      busy = false
      if (again) {
        again = false
        setTimeout(draw, 100)
      }
    }
  }
  settle(document.querySelector('main'))
  setInterval(count, 1000)
  const listen = () => {
    const events = new EventSource('/api/events')
    events.addEventListener('status', draw)
    events.onopen = draw
    events.onerror = () => {
      if (Date.now() - heardAt > 3000) missing()
      if (events.readyState === EventSource.CLOSED) setTimeout(listen, 2000)
    }
  }
  listen()
  setInterval(() => { if (Date.now() - heardAt > 5000) draw() }, 5000)
})()
`
