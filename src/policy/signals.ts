/** The signals of `observe`: probes of five kinds, each with its own keys, and what the world itself watches. */
import { z } from 'zod'
import { SERVICES } from '../model/place.js'
import { textOf } from './allowance.js'
import { byTag, choice } from './choice.js'
import { inputSchema } from './json-form.js'
import { domain } from './named.js'
import { duration, size } from './units.js'
import { type Watch, watches } from './watches.js'

const SHORTEST_MS = 10
const HOUR_MS = 3_600_000

const per = z.enum(['zone', 'region']).default('zone').describe('Asked once for each zone, or once for each region.')
const tells = z
  .enum(['domain', ...SERVICES])
  .describe('What it speaks of: the zone or region itself (domain), or the data plane of a service there.')
const common = {
  per,
  tells: tells.default('domain'),
  quorum: z.int().min(1).optional().describe('Vantages that must agree on this one; default: the quorum of all.'),
  timeout: duration(SHORTEST_MS, HOUR_MS)
    .optional()
    .describe('Each answer must be complete by then; default 2s, or half of "every" if that is less.'),
}
const place = '{zone}, {region} and {endpoint} stand for the place asked'
const hostPort = textOf('a host and port such as "{zone}.db.example.com:5432"')

const probes = {
  http: z.strictObject({
    probe: z.literal('http'),
    url: textOf('a URL such as "https://{zone}.shop.example.com/healthz"').describe(`The URL to ask; ${place}.`),
    method: z.enum(['GET', 'HEAD', 'OPTIONS', 'POST']).default('GET'),
    status: z.array(z.int().min(100).max(599)).min(1).default([200]).describe('Status codes that pass.'),
    body: z.string().min(1).optional().describe('A text that must stand in the body.'),
    max_body: size(1, 16 * 2 ** 20)
      .optional()
      .describe('Of a longer body no more than this is read.'),
    ...common,
  }),
  tcp: z.strictObject({
    probe: z.literal('tcp'),
    target: hostPort.describe(`Host and port to connect to; ${place}.`),
    ...common,
  }),
  tls: z.strictObject({
    probe: z.literal('tls'),
    target: hostPort.describe(`Host and port to shake hands with; ${place}.`),
    server_name: domain().optional().describe('The name the certificate must carry; default: the host.'),
    expires_after: duration().prefault('7d').describe('The certificate must be valid for at least so long.'),
    ...common,
  }),
  dns: z.strictObject({
    probe: z.literal('dns'),
    target: textOf('a DNS server such as "ns1.example.com:53"').describe(`The DNS server to ask; ${place}.`),
    name: domain().describe('The name to ask for.'),
    type: z.enum(['A', 'AAAA', 'CNAME', 'TXT', 'SOA']).default('A'),
    ...common,
  }),
}
const byProbe = new Map<string, z.ZodType<Signal>>(Object.entries(probes))

/** One signal as the file gives it, units parsed. */
export type Signal =
  | z.output<typeof probes.http>
  | z.output<typeof probes.tcp>
  | z.output<typeof probes.tls>
  | z.output<typeof probes.dns>
  | Watch

/** Reads one signal: by `watch` where that key is, else by `probe`. */
export const signal = choice<Signal>(
  (found) => ('watch' in found ? byTag(found, 'watch', watches) : byTag(found, 'probe', byProbe, ['watch'])),
  () => [...Object.values(probes), ...watches.values()].map(inputSchema),
)
