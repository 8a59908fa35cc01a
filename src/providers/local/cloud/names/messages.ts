/** What the supervisor and the name server's process say to each other. */
import type { ZoneData } from './zone-data.js'

export interface Publish {
  readonly kind: 'publish'
  /** Comes back with the word that it is done. */
  readonly order: number
  readonly zone: ZoneData
}

export type FromNames =
  | { readonly kind: 'listening'; readonly port: number }
  /** `code` is the system's, such as `EADDRINUSE`. */
  | { readonly kind: 'deaf'; readonly code: string; readonly because: string }
  | { readonly kind: 'published'; readonly order: number }
