/** What a scan of an account found of one app: plain data, from which a first policy is drafted. */
import type { OperatingCode } from '../../../model/error.js'
import type { Region } from '../../../model/place.js'

/** A value of a setting, as it will stand in the policy. */
export type Setting = string | number | boolean | readonly Setting[] | Settings
export type Settings = { readonly [key: string]: Setting }

/** Where the app runs; `because` says how its zones were found. */
export interface FoundRegion {
  readonly region: Region
  readonly role: 'primary' | 'standby'
  readonly zones: readonly string[]
  readonly because: string
}

/** One resource for the policy, or one signal. */
export interface FoundEntry {
  /** The policy's name of it. */
  readonly name: string
  /** Its keys as the policy gives them, without a resource's `type`. */
  readonly settings: Settings
  /** How it was found and matched, and what a reader should know of it; a comment each. */
  readonly because: readonly string[]
  /** Keys a reader may want, to be written as comments. */
  readonly offered?: Settings
}
export interface FoundResource extends FoundEntry {
  readonly type: string
}

/** Something of the app, or like it, that no line of the policy stands for. */
export interface LeftOut {
  readonly what: string
  readonly because: string
}

/** A question AWS did not answer, so that what it would have shown is unknown. */
export interface Unread {
  /** The IAM action that allows the question. */
  readonly permission: string
  readonly region: Region
  readonly code: OperatingCode
  readonly because: string
  readonly next?: string
}

/** What one kind of thing came to. */
export interface Part {
  readonly resources: readonly FoundResource[]
  readonly notFound: readonly string[]
  readonly leftOut: readonly LeftOut[]
}

/** All of it. */
export interface Found {
  /** The app as the policy names it. */
  readonly app: string
  /** The app as it was looked for in tags and names. */
  readonly lookedFor: string
  readonly account?: string
  readonly profile?: string
  readonly regions: readonly FoundRegion[]
  readonly resources: readonly FoundResource[]
  readonly signals: readonly FoundEntry[]
  /** Host and port of a place to probe, by region. */
  readonly endpoints?: Settings
  /** What a user types. */
  readonly url?: string
  /** Load balancers as CloudWatch names them, by region. */
  readonly balancers?: { readonly [region: string]: readonly string[] }
  /** Where a store might stand: the bucket of a switch. */
  readonly bucket?: string
  readonly notFound: readonly string[]
  readonly leftOut: readonly LeftOut[]
  readonly unread: readonly Unread[]
}
