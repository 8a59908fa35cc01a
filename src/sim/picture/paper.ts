/** What is drawn on: how wide, which minutes, and where the lanes' names stand. */
import type { Markup } from '../../report/markup.js'
import type { Scale } from './scale.js'

export interface Paper {
  /** Left and right are the edges of the lanes. */
  readonly scale: Scale
  readonly widthPx: number
  /** Names stand above their lanes, for a narrow screen; else beside them. */
  readonly isNarrow: boolean
}

export interface Drawn {
  readonly markup: readonly Markup[]
  readonly heightPx: number
}
