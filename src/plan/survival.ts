/** Which losses a plan survives: a step that needs a plane inside what is lost would not run. */
import { type Move, sourceOf } from '../model/move.js'
import { atRegion, holds, nameOf, type Plane, type Region, region } from '../model/place.js'
import type { Step, Survival } from '../model/plan.js'

interface Loss {
  readonly loss: string
  readonly takes: (plane: Plane) => boolean
}

export function survivalOf(move: Move, steps: readonly Step[]): readonly Survival[] {
  return lossesFor(move, steps).map(({ loss, takes }) => {
    const stopped = steps.filter(({ needs }) => needs.some(takes)).map(({ id }) => id)
    return { loss, survives: stopped.length === 0, stopped }
  })
}

function lossesFor(move: Move, steps: readonly Step[]): readonly Loss[] {
  const source = sourceOf(move)
  const wholeRegion = (at: Region): Loss => ({ loss: `region ${at}`, takes: (plane) => holds(atRegion(at), plane) })
  const usEast1 = region('us-east-1')
  const zones = 'zone' in move ? [zoneLoss(move.zone)] : []
  const services = [...new Set(steps.flatMap(({ needs }) => needs.map(({ service }) => service)))].sort()
  return [
    ...zones,
    wholeRegion(source),
    { loss: `control planes of ${source}`, takes: ({ at, side }) => side === 'control' && at.region === source },
    ...(source === usEast1 ? [] : [wholeRegion(usEast1)]),
    { loss: 'sts', takes: ({ service }) => service === 'sts' },
    ...services
      .filter((service) => service !== 'sts')
      .map(
        (service): Loss => ({
          loss: `${service} control planes`,
          takes: (plane) => plane.service === service && plane.side === 'control',
        }),
      ),
  ]
}

const zoneLoss = (zone: string): Loss => ({
  loss: `zone ${zone}`,
  takes: ({ at }) => at.kind === 'zone' && nameOf(at) === zone,
})
