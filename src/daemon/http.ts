/**
 * The watcher's interface: the page, the API, metrics and its own health. It only reads; nothing can be changed by HTTP.
 *
 * It answers only to the names it was started under, so that no web page can reach it through a name of its own (DNS
 * rebinding), and lets no other origin read it. Whoever reads slowly is sent the newest state when they are ready again,
 * and holds up nobody.
 */
import type { AddressInfo } from 'node:net'
import { type ServerType, serve } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import { OperatingError } from '../model/error.js'
import { formatMs } from '../model/units.js'
import { postMortem } from '../report/markdown.js'
import { CONTENT_SECURITY, dashboard, dashboardMain } from './dashboard.js'
import { allowedHosts } from './host-names.js'
import type { Metrics } from './metrics.js'
import type { State } from './state.js'
import { summaryOf } from './status.js'

const FOLLOWERS_MAX = 100
const HEARTBEAT_MS = 10_000
const RECENT = 20

export interface Interface {
  /** Where people find it. */
  readonly url: string
  close(): Promise<void>
}

export interface InterfaceOptions {
  readonly host: string
  /** 0 for any free one. */
  readonly port: number
  readonly state: () => State | undefined
  readonly metrics: () => Metrics | undefined
  readonly version: string
  readonly onError: (thrown: unknown) => void
}

/** Starts it. Throws `OperatingError` (`conflict`, `denied`, `refused`) when the port cannot be had. */
export async function openInterface(options: InterfaceOptions): Promise<Interface> {
  const over = new AbortController()
  const app = routes(options, over.signal)
  const server = await listening(app, options)
  server.on('error', options.onError)
  const { address, family, port } = server.address() as AddressInfo
  const shown =
    address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '[::1]' : family === 'IPv6' ? `[${address}]` : address
  return {
    url: `http://${shown}:${port}/`,
    close: () =>
      new Promise((resolve) => {
        over.abort()
        server.close(() => resolve())
        if ('closeAllConnections' in server) server.closeAllConnections()
      }),
  }
}

function listening(app: Hono, { host, port }: InterfaceOptions): Promise<ServerType> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: host, port }, () => {
      server.off('error', fail)
      resolve(server)
    })
    const fail = (error: NodeJS.ErrnoException): void => reject(cannotListen(error, host, port))
    server.once('error', fail)
  })
}

function cannotListen(error: NodeJS.ErrnoException, host: string, port: number): OperatingError {
  const where = `${host}:${port}`
  switch (error.code) {
    case 'EADDRINUSE':
      return new OperatingError(
        'conflict',
        `${where} is taken by another process`,
        'give another by --port, or 0 for any',
      )
    case 'EACCES':
      return new OperatingError('denied', `${where} may not be listened on`, 'give a port above 1023 by --port')
    default:
      return new OperatingError(
        'refused',
        `cannot listen on ${where}: ${error.message}`,
        'give another by --host and --port',
      )
  }
}

function routes(options: InterfaceOptions, over: AbortSignal): Hono {
  const { host, metrics, onError, state, version } = options
  const app = new Hono()
  const isAllowed = allowedHosts(host)
  let followers = 0
  app.use(async (context, next) => {
    if (!isAllowed(context.req.header('host'))) {
      return context.text('this name is not the watcher’s; use the address it printed\n', 421)
    }
    if (context.req.method !== 'GET' && context.req.method !== 'HEAD') {
      return context.text('nothing can be changed here; use the command line\n', 405, { allow: 'GET, HEAD' })
    }
    await next()
    context.header('cache-control', 'no-store')
    context.header('x-content-type-options', 'nosniff')
    context.header('referrer-policy', 'no-referrer')
    return undefined
  })
  app.onError((error, context) => {
    onError(error)
    return context.json({ error: { message: 'this page has a fault; the watch itself goes on' } }, 500)
  })
  app.notFound((context) => context.json({ error: { message: `nothing is at ${context.req.path}` } }, 404))

  app.get('/', (context) => {
    context.header('content-security-policy', CONTENT_SECURITY)
    const shown = state()
    const view = { status: shown?.status, incidents: shown?.incidents ?? [], troubles: shown?.troubles ?? [], version }
    return context.html(context.req.query('part') === 'main' ? dashboardMain(view) : dashboard(view))
  })
  app.get('/api/status', (context) => {
    const status = state()?.status
    return status ? context.json(status) : notYet(context)
  })
  app.get('/api/incidents', (context) => {
    const all = state()?.incidents ?? []
    return context.json({ incidents: all.slice(-RECENT).reverse().map(summaryOf) })
  })
  app.get('/api/incidents/:id', (context) => {
    const id = context.req.param('id')
    const incident = state()?.incidents.find((each) => each.id === id)
    if (!incident) return context.json({ error: { message: `no incident ${id} on record` } }, 404)
    if (context.req.query('format') !== 'markdown') return context.json({ incident })
    return context.text(postMortem(incident), 200, { 'content-type': 'text/markdown; charset=utf-8' })
  })
  app.get('/api/events', (context) => {
    const followed = state()
    if (!followed) return notYet(context)
    if (context.req.method === 'HEAD') return context.body(null)
    if (followers >= FOLLOWERS_MAX) return context.text('too many follow already\n', 503, { 'retry-after': '10' })
    followers += 1
    return streamSSE(context, async (stream) => {
      try {
        await follow(stream, followed, over)
      } finally {
        followers -= 1
      }
    })
  })
  app.get('/metrics', async (context) => {
    const counted = metrics()
    if (!counted) return notYet(context)
    return context.body(await counted.text(state()?.status), 200, { 'content-type': counted.contentType })
  })
  app.get('/healthz', (context) => {
    const looked = state()
    if (!looked) return notYet(context)
    const standstill = formatMs(looked.standstillMs)
    return looked.hasStopped
      ? context.text(`stopped: no round has ended for ${standstill}\n`, 503)
      : context.text(`ok: the last round ended ${standstill} ago\n`)
  })
  return app
}

const notYet = (context: Context) => context.json({ error: { message: 'the first look is not over yet' } }, 503)

/** Sends the state as it is whenever it has changed and the reader has taken what came before. */
async function follow(stream: SSEStreamingApi, state: State, over: AbortSignal): Promise<void> {
  let wake: (() => void) | undefined
  let hasChanged = true
  const ring = (): void => {
    hasChanged = true
    wake?.()
  }
  const unfollow = state.follow(ring)
  const leave = (): void => wake?.()
  stream.onAbort(leave)
  over.addEventListener('abort', leave)
  try {
    while (!stream.aborted && !stream.closed && !over.aborted) {
      const { status } = state
      const isNews = hasChanged
      hasChanged = false
      if (isNews && status) await stream.writeSSE({ event: 'status', data: JSON.stringify(status) })
      else await stream.write(': still here\n\n')
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, HEARTBEAT_MS)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
        if (hasChanged || stream.aborted || over.aborted) wake()
      })
    }
  } finally {
    unfollow()
    over.removeEventListener('abort', leave)
  }
}
