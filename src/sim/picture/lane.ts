/** A lane of the picture: one question about one thing, answered over time. What it holds is not yet drawn. */
import type { Series } from './series.js'

/** The look of a mark; each differs in shape, hatch or words as well as in colour. */
export type Look =
  | 'healthy'
  | 'suspect'
  | 'impaired'
  | 'recovering'
  | 'unknown'
  | 'trouble'
  | 'hold'
  | 'act'
  | 'done'
  | 'failed'
  | 'undone'
  | 'for-good'
  | 'plain'
  | `region-${number}`

export interface Mark {
  readonly fromMs: number
  readonly toMs: number
  readonly look: Look
  readonly label: string
  /** The exact values, for whoever points at it, focuses it or hears it. */
  readonly says: string
  /** From nothing to full height; ms. */
  readonly rampMs?: number
}

interface Titled {
  /** What it is about, where the lane above was about something else. */
  readonly title?: string
  readonly sub: string
  /** Drawn in the overview of the whole run as well. */
  readonly inOverview?: boolean
}

export type Lane =
  | (Titled & { readonly kind: 'heading' })
  /** Marks that may lie at the same time; they are packed into rows, their labels in or beside them. */
  | (Titled & {
      readonly kind: 'packed'
      readonly marks: readonly Mark[]
      /** Each in a row of its own while they are few, since their order is worth seeing. */
      readonly isWaterfall?: boolean
    })
  /** Marks one after another, labelled where they have room. */
  | (Titled & { readonly kind: 'strip'; readonly marks: readonly Mark[]; readonly isThin: boolean })
  | (Titled & {
      readonly kind: 'area'
      readonly heightPx: number
      readonly top: number
      readonly series: readonly Series[]
      /** A value for people, with its unit. */
      readonly words: (value: number) => string
      /** The value worth telling: the least, the most, or each series' name where they are stacked. */
      readonly tells: 'least' | 'most' | 'names'
      /** What lacks to the top is trouble, and is drawn as such. */
      readonly lackIsTrouble?: boolean
    })
