/**
 * The supervisor's HTTP interface: the control plane of each region, the name's and the register of fences, and the
 * harness. A control plane that is broken closes the connection or never answers; the harness and the register always do.
 */
import { timingSafeEqual } from 'node:crypto'
import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { z } from 'zod'
import { asOperatingError, type OperatingCode, OperatingError } from '../../../../model/error.js'
import type { ZoneId } from '../../../../model/place.js'
import type { ErrorDocument } from '../control-call.js'
import { BREAKAGE_KINDS, type Breakage, type RegionState } from '../local-cloud.js'
import { lifeOfNames, type Voice, voiceOf } from './effects.js'
import { log } from './log.js'
import type { Site } from './site.js'

interface Env {
  readonly Bindings: HttpBindings
}

const epoch = z.number()
const weights = z.record(z.string(), z.number())
const slotsBody = z.object({ slots: z.record(z.string(), z.int().min(0)), epoch })
const rebuildBody = z.object({ of: z.string(), epoch })
const nameBody = z.object({ weights, expectedSerial: z.number(), epoch })
const fenceBody = z.object({ fenced: z.boolean(), epoch })
const healBody = z.object({ target: z.string().optional() })
const breakBody = z.object({
  target: z.string(),
  kind: z.enum(BREAKAGE_KINDS),
  with: z.string().optional(),
  percent: z.number().optional(),
  delayMs: z.number().optional(),
})

/** Its routes; `token` is what a caller must show. */
export function controlPlane(site: Site, token: string): Hono<Env> {
  const app = new Hono<Env>()
  app.onError((thrown, { env }) => {
    if (thrown instanceof Refusal) env.incoming.socket.destroy()
    const { code, message, next } = asOperatingError(thrown, 'the local cloud')
    const document: ErrorDocument = { error: { code, message, ...(next === undefined ? {} : { next }) } }
    return Response.json(document, { status: statusOf(code) })
  })
  app.use(async ({ req }, next) => {
    // As it arrives: what the log does not have was never sent (law 18).
    log(`${req.method} ${req.path}`)
    if (!isShown(req.header('authorization'), token)) throw new OperatingError('denied', 'a wrong token')
    await next()
  })
  regions(app, site)
  name(app, site)
  fences(app, site)
  harness(app, site)
  return app
}

function isShown(header: string | undefined, token: string): boolean {
  const [shown, wanted] = [Buffer.from(header ?? ''), Buffer.from(`Bearer ${token}`)]
  return shown.length === wanted.length && timingSafeEqual(shown, wanted)
}

const statusOf = (code: OperatingCode): ContentfulStatusCode =>
  code === 'not-found' ? 404 : code === 'conflict' ? 409 : code === 'denied' ? 403 : 400

/** Never answers, as a control plane does that hangs; a request whose caller gave up is dropped with its connection. */
async function mustAnswer(voice: Voice): Promise<void> {
  if (voice === 'silent') await new Promise(() => {})
  if (voice === 'refuses') throw new Refusal()
}

/** Answered by closing the connection. */
class Refusal extends Error {}

async function read<Body>(schema: z.ZodType<Body>, request: { json(): Promise<unknown> }): Promise<Body> {
  const found = schema.safeParse(await request.json().catch(() => undefined))
  if (found.success) return found.data
  throw new OperatingError('refused', `not understood: ${z.prettifyError(found.error)}`)
}

function regions(app: Hono<Env>, site: Site): void {
  app.use('/regions/:region/*', async ({ req }, next) => {
    await mustAnswer(site.at(req.param('region')).effects.control)
    await next()
  })
  app.get('/regions/:region', async ({ json, req }) => {
    const at = site.at(req.param('region'))
    await mustAnswer(at.effects.control)
    return json(at.describe())
  })
  app.put('/regions/:region/slots', async ({ json, req }) => {
    const at = site.at(req.param('region'))
    const body = await read(slotsBody, req)
    site.epochs.admit(body.epoch, `set slots in ${at.region}`)
    at.setSlots(slotsOf(body.slots, at.describe().zones))
    return json(at.describe())
  })
  app.put('/regions/:region/rebuild', async ({ json, req }) => {
    const at = site.at(req.param('region'))
    const body = await read(rebuildBody, req)
    site.epochs.admit(body.epoch, `rebuild the database of ${at.region}`)
    site.beginRebuild(at, site.at(body.of))
    return json(at.describe())
  })
}

function slotsOf(
  wanted: { readonly [zone: string]: number },
  zones: RegionState['zones'],
): ReadonlyMap<ZoneId, number> {
  return new Map(
    Object.entries(wanted).map(([name, slots]) => {
      const found = zones.find(({ zone }) => zone === name)
      if (!found) {
        const known = zones.map(({ zone }) => zone).join(', ')
        throw new OperatingError('not-found', `there is no zone "${name}" here`, `there are ${known}`)
      }
      const { slotsMax, zone } = found
      if (slots <= slotsMax) return [zone, slots]
      throw new OperatingError('insufficient-capacity', `${zone} can be given ${slotsMax} slots, not ${slots}`)
    }),
  )
}

function name(app: Hono<Env>, site: Site): void {
  app.use('/name', async (_, next) => {
    await mustAnswer(voiceOf(lifeOfNames(site.broken)))
    await next()
  })
  app.get('/name', ({ json }) => json(site.names.state))
  app.put('/name', async ({ json, req }) => {
    const body = await read(nameBody, req)
    site.epochs.admit(body.epoch, 'change the name')
    return json(await site.names.change(body))
  })
}

function fences(app: Hono<Env>, site: Site): void {
  app.get('/fences', ({ json }) => json(site.fences))
  app.put('/fences/:region', async ({ json, req }) => {
    const at = site.at(req.param('region'))
    const body = await read(fenceBody, req)
    site.epochs.admit(body.epoch, `fence ${at.region}`)
    await site.setFence(at, body.fenced, body.epoch)
    return json(site.fences)
  })
}

function harness(app: Hono<Env>, site: Site): void {
  app.get('/harness', async ({ json }) => json(await site.status()))
  app.post('/harness/break', async ({ json, req }) => {
    await site.break((await read(breakBody, req)) as Breakage)
    return json({ broken: site.broken })
  })
  app.post('/harness/heal', async ({ json, req }) => {
    await site.heal((await read(healBody, req)).target)
    return json({ broken: site.broken })
  })
}
