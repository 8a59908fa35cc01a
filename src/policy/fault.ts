/** Something wrong in a policy, at a place in its text. */
export interface Fault {
  readonly file: string
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 units. */
  readonly column: number
  /** What is wrong, what was found, what is allowed. */
  readonly message: string
}

/** Something wrong at an offset of the text, in UTF-16 units, not yet told as line and column. */
export interface Problem {
  readonly offset: number
  readonly message: string
}

/** One line for people and editors: `failover.yaml:7:3: unknown key "evry", did you mean "every"? …`. */
export const formatFault = ({ column, file, line, message }: Fault): string => `${file}:${line}:${column}: ${message}`
