/** What of the drill's events was under way at an instant. */
import type { Region } from '../../model/place.js'
import type { DrillEvent } from '../drill.js'
import type { Story } from './story.js'

type EventOf<Kind extends DrillEvent['kind']> = Extract<DrillEvent, { kind: Kind }>

export interface Spell<Kind extends DrillEvent['kind']> {
  readonly fromMs: number
  readonly toMs: number
  readonly event: EventOf<Kind>
}

/** The events of one kind that came to pass, with when they ended. */
export function spellsOf<Kind extends DrillEvent['kind']>(kind: Kind, { trace }: Story): readonly Spell<Kind>[] {
  return trace.happened.flatMap(({ atMs, ends, event }) => {
    if (ends || !isOf(event, kind)) return []
    const toMs = event.forMs === undefined ? trace.endedMs : atMs + event.forMs
    return [{ fromMs: atMs, toMs, event }]
  })
}

const isOf = <Kind extends DrillEvent['kind']>(event: DrillEvent, kind: Kind): event is EventOf<Kind> =>
  event.kind === kind

/** Whether anything kept controllers from working at some time in the span: a crash, a pause, or a cut from the store. */
export function isHampered(fromMs: number, toMs: number, story: Story): boolean {
  const overlaps = (spell: { readonly fromMs: number; readonly toMs: number }): boolean =>
    spell.fromMs <= toMs && spell.toMs >= fromMs
  return (
    spellsOf('controller', story).some(overlaps) ||
    spellsOf('partition', story).some((spell) => overlaps(spell) && isOfControllers(spell.event))
  )
}

/**
 * Whether anything befell `region` between the two instants, or so shortly before that it was not plain yet: what was decided
 * before could not reckon with it.
 */
export function isStruck(region: Region, fromMs: number, toMs: number, story: Story): boolean {
  const { assess, observe } = story.policy
  const noticedMs = (assess.impairedAfter + 1) * observe.everyMs * 1.5
  return spellsOf('impair', story).some(({ event: { effect, of }, fromMs: atMs }) => {
    const isThere = of.kind === 'global' || of.region === region
    return isThere && atMs + effect.rampMs + noticedMs >= fromMs && atMs <= toMs
  })
}

const isOfControllers = ({ between }: EventOf<'partition'>): boolean =>
  between.some((end) => end === 'store' || end === 'controller')
