/** What the supervisor and the process that starts it say to each other. */
import type { OperatingCode } from '../../../../model/error.js'

export interface Begin {
  readonly kind: 'begin'
  readonly dir: string
  readonly policyText: string
  readonly policyFile: string
  /** Only 127.0.0.1 is used, as on systems that give no other. */
  readonly shared: boolean
}

/** Until this is said, the cloud goes down with the process that starts it. */
export interface Stay {
  readonly kind: 'stay'
}
export type ToSupervisor = Begin | Stay

export type FromSupervisor =
  | { readonly kind: 'up' }
  | { readonly kind: 'failed'; readonly code: OperatingCode; readonly message: string; readonly next?: string }
