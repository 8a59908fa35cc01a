/** Ranges of IPv4 addresses, such as `10.1.0.0/20`. */

/** The first and the last address, as numbers; undefined of what is no range of IPv4. */
function boundsOf(range: string): readonly [first: number, last: number] | undefined {
  const found = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(range)
  if (!found) return undefined
  const [a = 0, b = 0, c = 0, d = 0, bits = 0] = found.slice(1).map(Number)
  if (bits > 32 || [a, b, c, d].some((part) => part > 255)) return undefined
  const size = 2 ** (32 - bits)
  const address = ((a * 256 + b) * 256 + c) * 256 + d
  const first = Math.floor(address / size) * size
  return [first, first + size - 1]
}

/** Whether two ranges have an address in common; of what is no range of IPv4, no. */
export function overlap(one: string, other: string): boolean {
  const [a, b] = [boundsOf(one), boundsOf(other)]
  return a !== undefined && b !== undefined && a[0] <= b[1] && b[0] <= a[1]
}
