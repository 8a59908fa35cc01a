/**
 * Addresses and ports for everything, chosen free. Each server gets an address of its own out of a random block of
 * 127.0.0.0/8, so that servers can be told apart as hosts are, and all shops one port, so that an A record says all.
 * Where the system gives only 127.0.0.1 (macOS), each gets a port of its own there.
 *
 * Ports lie below the range from which the system takes the near ends of outgoing connections (32768 and up on Linux,
 * 49152 on macOS): a killed server's port must still be free when it is healed.
 */
import { createServer, type Server } from 'node:net'
import { OperatingError } from '../../../../model/error.js'
import type { Region, Vantage, ZoneId } from '../../../../model/place.js'
import { codeOf } from '../../../store/files.js'
import type { Blueprint } from '../blueprint.js'
import type { CloudLayout, Endpoint, RegionLayout } from '../layout.js'

/** Where everything of a cloud stands; `replica` is where a region's own PostgreSQL listens, behind its public endpoint. */
export interface Allotment extends Pick<CloudLayout, 'addresses' | 'dns' | 'vantages' | 'regions'> {
  readonly control: Endpoint
  readonly postgres: ReadonlyMap<Region, Endpoint>
}

const LOOPBACK = '127.0.0.1'
const TRIES = 20
const FIRST_PORT = 15_000
const LAST_PORT = 32_000

/** An allotment for `blueprint`; `shared` leaves out the attempt at addresses of their own. */
export async function allot(blueprint: Blueprint, shared: boolean): Promise<Allotment> {
  for (let tries = 0; tries < TRIES; tries++) {
    const block = shared ? undefined : `127.${between(16, 250)}.${between(0, 255)}`
    if (block && !(await canBind({ address: `${block}.${FIRST_HOST}`, port: 0 }))) return allot(blueprint, true)
    const chosen = choose(blueprint, block)
    if (await allFree(endpointsOf(chosen))) return chosen
  }
  const next = 'end what listens on 127.0.0.0/8, or try again'
  throw new OperatingError('insufficient-capacity', `found no free addresses and ports in ${TRIES} tries`, next)
}

const FIRST_HOST = 10
const LAST_HOST = 250
const between = (low: number, high: number): number => low + Math.floor(Math.random() * (high - low + 1))

function choose({ regions, vantages }: Blueprint, block: string | undefined): Allotment {
  let host = FIRST_HOST
  const address = (): string => {
    if (!block) return LOOPBACK
    if (host > LAST_HOST)
      throw new OperatingError('unsupported', 'the policy names more places than there are addresses')
    return `${block}.${host++}`
  }
  const taken = new Set<number>()
  const port = (): number => {
    for (;;) {
      const drawn = between(FIRST_PORT, LAST_PORT)
      if (!taken.has(drawn)) return taken.add(drawn) && drawn
    }
  }
  const shopPort = port()
  const shop = (): Endpoint => ({ address: address(), port: block ? shopPort : port() })
  const other = (): Endpoint => ({ address: address(), port: port() })
  const control = other()
  const dns = other()
  const from = vantages.map((vantage): { vantage: Vantage; address: string } => ({ vantage, address: address() }))
  const laid = regions.map(({ region, zones }): RegionLayout => {
    const http = zones.map((zone): { zone: ZoneId; http: Endpoint } => ({ zone, http: shop() }))
    return { region, zones: http, canary: shop(), database: other() }
  })
  const postgres = new Map(laid.map(({ database, region }) => [region, { address: database.address, port: port() }]))
  return { addresses: block ? 'own' : 'shared', control, dns, vantages: from, regions: laid, postgres }
}

const endpointsOf = ({ control, dns, postgres, regions }: Allotment): readonly Endpoint[] => [
  control,
  dns,
  ...postgres.values(),
  ...regions.flatMap(({ canary, database, zones }) => [canary, database, ...zones.map(({ http }) => http)]),
]

/** Bound all at once, so that none takes another's place. */
async function allFree(endpoints: readonly Endpoint[]): Promise<boolean> {
  const bound = await Promise.all(endpoints.map(bind))
  await Promise.all(bound.map((server) => server && closed(server)))
  return bound.every((server) => server !== undefined)
}

async function canBind(endpoint: Endpoint): Promise<boolean> {
  const server = await bind(endpoint)
  if (server) await closed(server)
  return server !== undefined
}

const UNAVAILABLE = new Set(['EADDRINUSE', 'EADDRNOTAVAIL', 'EACCES'])

const bind = ({ address, port }: Endpoint): Promise<Server | undefined> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error) => (UNAVAILABLE.has(codeOf(error)) ? resolve(undefined) : reject(error)))
    server.listen({ host: address, port, exclusive: true }, () => resolve(server))
  })

const closed = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()))
