/** Which lanes have news within a window: of minutes that decide little, only these are drawn. */
import type { Lane } from './lane.js'
import type { Window } from './windows.js'

/** Lanes that change there, users and the decision; a heading only where a lane of its own follows. */
export function changingIn(lanes: readonly Lane[], window: Window): readonly Lane[] {
  const kept = lanes.filter((lane) => lane.kind === 'heading' || isAlwaysShown(lane) || changes(lane, window))
  return withoutIdleHeadings(kept)
}

/** Lanes without the headings over nothing. */
export const withoutIdleHeadings = (lanes: readonly Lane[]): readonly Lane[] =>
  lanes.filter(({ kind }, index) => {
    const next = lanes[index + 1]
    return kind !== 'heading' || (next !== undefined && next.kind !== 'heading')
  })

const isAlwaysShown = ({ inOverview, kind }: Lane): boolean => inOverview === true && kind !== 'packed'

function changes(lane: Lane, { fromMs, toMs }: Window): boolean {
  const isInside = (atMs: number): boolean => atMs > fromMs && atMs < toMs
  switch (lane.kind) {
    case 'heading':
      return false
    case 'area':
      return lane.series.some(({ points }) => points.some(({ atMs }) => isInside(atMs)))
    default:
      return lane.marks.some((mark) => isInside(mark.fromMs) || isInside(mark.toMs))
  }
}
