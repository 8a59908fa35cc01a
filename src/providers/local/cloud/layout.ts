/**
 * What the local cloud is made of: addresses, ports and names, fixed while it is up. It is what a team has written down on
 * a calm day; how things stand now is asked of control planes and databases, which can fail.
 */
import type { Region, Vantage, ZoneId } from '../../../model/place.js'

export interface Endpoint {
  readonly address: string
  readonly port: number
}

export interface CloudLayout {
  readonly version: 1
  /** Wall time in ms since the epoch. */
  readonly startedAt: number
  /** The supervisor's process, with the mark of its start, so that a reused number is not taken for it. */
  readonly supervisor: { readonly pid: number; readonly started: string }
  /** The supervisor's HTTP interface, and what a caller shows as `authorization: Bearer TOKEN`. */
  readonly control: Endpoint & { readonly token: string }
  /**
   * `own`: every server has an address of its own in 127.0.0.0/8 and all shops one port, so that an A record says all.
   * `shared`: where the system gives only 127.0.0.1, each has a port of its own, and the name's SRV record tells it.
   */
  readonly addresses: 'own' | 'shared'
  /** The name users resolve, such as `www.shop.test`. */
  readonly publicName: string
  readonly dns: Endpoint
  readonly database: { readonly name: string; readonly user: string; readonly password: string }
  /** The source address from which each vantage asks; only with addresses of their own can they be told apart. */
  readonly vantages: readonly { readonly vantage: Vantage; readonly address: string }[]
  readonly regions: readonly RegionLayout[]
}

export interface RegionLayout {
  readonly region: Region
  readonly zones: readonly { readonly zone: ZoneId; readonly http: Endpoint }[]
  /** A server of the region that takes no orders: its one task is to try writes for the probes. */
  readonly canary: Endpoint
  readonly database: Endpoint
}
