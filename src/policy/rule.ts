/** What a rule between fields is given, and what it finds. */
import type { Mapping } from './choice.js'
import type { ResourceTypes } from './resources.js'
import type { PolicyFile } from './schema.js'
import type { Path, Spot } from './spot.js'

export interface Finding {
  readonly path: Path
  readonly spot: Spot
  readonly message: string
}

export interface Judged {
  /** What could be read of the file. */
  readonly file: PolicyFile
  /** The file as it was written, for keys. */
  readonly raw: Mapping
  readonly types: ResourceTypes
}

export interface Rule {
  /** Parts that must have been read whole, or the rule would find what is not there; `*` stands for any key. */
  readonly whole: readonly Path[]
  readonly find: (judged: Judged) => readonly Finding[]
}

/** A finding at a key. */
export const atKey = (path: Path, message: string): Finding => ({ path, spot: 'key', message })
/** A finding at a value. */
export const atValue = (path: Path, message: string): Finding => ({ path, spot: 'value', message })

/** Whether nothing of what `rule` must see whole has been cut. */
export const mayJudge = ({ whole }: Rule, cut: readonly Path[]): boolean =>
  !whole.some((part) => cut.some((path) => overlap(part, path)))

const overlap = (a: Path, b: Path): boolean =>
  a.slice(0, b.length).every((segment, index) => segment === '*' || String(segment) === String(b[index]))
