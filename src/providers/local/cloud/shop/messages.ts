/** What the supervisor and an app server's process say to each other. */
import type { Region, ZoneId } from '../../../../model/place.js'
import type { Endpoint } from '../layout.js'

/** Who a server is, and where it finds what it needs. */
export interface ShopPlace {
  readonly region: Region
  /** The canary stands in no zone. */
  readonly zone: ZoneId | 'canary'
  readonly http: Endpoint
  /** The region's own PostgreSQL. */
  readonly database: Endpoint & { readonly name: string; readonly user: string; readonly password: string }
}

/** How a server is to behave from now on; healthy when `slots` alone says anything. */
export interface Behaviour {
  /** Requests it takes at once; probes are not counted. 0 for a server that takes no orders. */
  readonly slots: number
  /** How late each answer is. */
  readonly delayMs: number
  /** Of a hundred requests, how many fail. */
  readonly errorPercent: number
  /** Whose requests get no answer at all, by source address. */
  readonly silentTo: 'everyone' | readonly string[]
  /** Whether the register of fences has its region: a writer that takes no writes is as it should be then. */
  readonly isFenceOrdered: boolean
}

export type ToShop =
  | { readonly kind: 'open'; readonly place: ShopPlace; readonly behaviour: Behaviour }
  | { readonly kind: 'behave'; readonly behaviour: Behaviour }

export type FromShop =
  | { readonly kind: 'listening' }
  /** `code` is the system's, such as `EADDRINUSE`. */
  | { readonly kind: 'deaf'; readonly code: string; readonly because: string }
