/** What the supervisor and the process that starts it say to each other. */
import type { OperatingCode } from '../../../../model/error.js'

export interface Begin {
  readonly kind: 'begin'
  readonly dir: string
  readonly policyText: string
  readonly policyFile: string
  /** Whether the cloud goes down when the process that started it is gone. */
  readonly lifeline: boolean
  /** Only 127.0.0.1 is used, as on systems that give no other. */
  readonly shared: boolean
}

export type FromSupervisor =
  | { readonly kind: 'up' }
  | { readonly kind: 'failed'; readonly code: OperatingCode; readonly message: string; readonly next?: string }
