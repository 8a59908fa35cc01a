/** How a renderer stresses words; the terminal passes colours in, files and pipes get the text as it is. */
export interface Paint {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly good: (text: string) => string
  readonly warn: (text: string) => string
  readonly bad: (text: string) => string
}

const asIs = (text: string): string => text

/** No colours at all. */
export const plain: Paint = { bold: asIs, dim: asIs, good: asIs, warn: asIs, bad: asIs }
