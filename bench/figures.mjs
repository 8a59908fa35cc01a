// Figures of a bench: the distribution of a sample, and a table for people.

/** Minimum, median, 90th percentile and maximum of `values`. */
export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
  return { runs: sorted.length, min: sorted[0], median: at(0.5), p90: at(0.9), max: sorted.at(-1) }
}

/** Rows of texts as aligned columns. */
export function columns(rows) {
  const widths = rows[0].map((_, index) => Math.max(...rows.map((row) => String(row[index]).length)))
  return rows
    .map((row) =>
      row
        .map((cell, index) => String(cell).padEnd(widths[index]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

export const ms = (value) => `${Math.round(value)} ms`
