/** A line of the story: an instant and what to say of it. */

export type Tone = 'bad' | 'warn' | 'good' | 'move' | 'plain'

export interface Line {
  readonly atMs: number
  readonly says: string
  readonly tone: Tone
  /** 3: a turning point · 2: worth telling · 1: for the record. */
  readonly weight: 1 | 2 | 3
  /** Among those at the same instant: what causes comes before what follows. */
  readonly order: number
}
