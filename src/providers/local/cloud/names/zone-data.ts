/** What the name server is told to answer, as plain data that travels between processes. */
import type { ZoneId } from '../../../../model/place.js'

export interface ZoneData {
  /** The top of the zone, such as `shop.test`; every other name here lies at or below it. */
  readonly origin: string
  /** A whole number that grows with every change; the SOA record carries it. */
  readonly serial: number
  /** How long every answer may be kept. On the wire whole seconds, rounded up: a short life must not become none. */
  readonly ttlMs: number
  /** The name users ask for. */
  readonly publicName: string
  /** Who may be answered for it, drawn by weight at every question; a place of weight 0 is not, unless all are. */
  readonly places: readonly WeightedPlace[]
  /** Names that always stand for one address. `ZONE.ORIGIN` of every place is there anyway. */
  readonly hosts: readonly { readonly name: string; readonly address: string }[]
}

export interface WeightedPlace {
  readonly zone: ZoneId
  readonly address: string
  readonly port: number
  readonly weight: number
}
