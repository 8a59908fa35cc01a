/**
 * A broken invariant is a bug in failover itself, never an operating condition: it stops the process (exit code 1).
 * What the world may answer is a value; what the world may refuse is an `OperatingError`.
 */
export class BrokenInvariant extends Error {
  override readonly name = 'BrokenInvariant'
}

/** Throws `BrokenInvariant` with `because` unless `condition` holds. */
export function invariant(condition: unknown, because: string): asserts condition {
  if (!condition) throw new BrokenInvariant(because)
}

/** Makes a union's exhaustive switch a compile-time promise. */
export function never(value: never): never {
  throw new BrokenInvariant(`no case for ${JSON.stringify(value)}`)
}
