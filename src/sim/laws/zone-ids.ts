/**
 * L21: zones go by their ids, in their own region, everywhere: in moves, in what is judged, and in the words and data of
 * plans. A zone's name stands out by its shape (`us-east-1a`).
 */
import { isZoneId, regionOf, type Subject } from '../../model/place.js'
import type { Breach, Checker } from './law.js'
import type { Story } from './story.js'

const ZONE_NAME = /\b[a-z]{2}(-[a-z]+)+-\d[a-f]\b/

/** L21: zone ids, not names. */
export const zoneIds: Checker = (story) =>
  story.runs.flatMap((run) => {
    const { atMs, evidence, id, move, plan } = run
    const named = ZONE_NAME.exec(JSON.stringify(plan ?? {}))?.[0]
    const places: readonly Subject[] = [
      ...evidence.map(({ of }) => of),
      ...(plan?.steps.flatMap(({ needs }) => needs) ?? []),
    ]
    const strange = [
      ...('zone' in move ? [{ region: move.region, zone: String(move.zone) }] : []),
      ...places.flatMap(zoneIn),
    ]
      .filter((place) => !isKnown(place, story))
      .map(({ region, zone }) => `${zone} is no zone id of ${region}`)
    const breach = (what: string): Breach => ({ atMs, incident: id, what })
    return [...new Set(strange), ...(named ? [`its plan names the zone ${named}`] : [])].map(breach)
  })

function zoneIn(of: Subject): readonly { readonly region: string; readonly zone: string }[] {
  const place = of.kind === 'plane' ? of.at : of
  return place.kind === 'zone' ? [{ region: regionOf(of), zone: place.zone }] : []
}

const isKnown = ({ region, zone }: { region: string; zone: string }, { policy }: Story): boolean =>
  isZoneId(zone) && policy.regions.some((entry) => entry.region === region && entry.zones.some((own) => own === zone))
