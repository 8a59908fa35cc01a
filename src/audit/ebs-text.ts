/** The report on block storage for people: the score of each region, then every thing. */
import { formatPercent } from '../model/units.js'
import type { Paint } from '../report/paint.js'
import { table } from '../report/table.js'
import type { EbsReport, Thing } from './ebs.js'
import type { Shares } from './ebs-score.js'

export const SCORE_HEAD = ['region', 'EBS hangs in', 'requests served on', 'writes still taken'] as const
export const THING_HEAD = ['resource', 'what', 'where', 'stands on', 'what stops', 'alternative'] as const

/** Of a world without it. */
export const NO_EBS = 'Block storage (EBS) does not apply here: only in AWS can it hang while the machines on it run.'

/** Both tables. */
export function ebsText(report: EbsReport, paint: Paint): string {
  const things = thingRows(report.things)
  return [
    paint.bold('Block storage (EBS): what is left when it hangs'),
    table([...SCORE_HEAD], scoreRows(report)),
    '',
    ...(things.length > 0 ? [table([...THING_HEAD], things)] : ['  nothing was found that could stand on it']),
    ...report.unseen.map(({ because, what }) => paint.warn(`not seen: ${what}: ${because}`)),
  ].join('\n')
}

/** Two rows a region: its worst zone, and the whole of it. */
export const scoreRows = ({ scores }: EbsReport): readonly (readonly string[])[] =>
  scores.flatMap(({ region, serving, writing }) => {
    const worst = [serving, writing].flatMap((shares) => shares?.worstZone ?? [])
    const zone = [...new Set(worst)].join(' or ') || 'its worst zone'
    return [
      [region, zone, share(serving, 'zone'), share(writing, 'zone')],
      ['', `all of ${region}`, share(serving, 'region'), share(writing, 'region')],
    ]
  })

const share = (shares: Shares | undefined, of: 'zone' | 'region'): string =>
  shares === undefined ? 'not known' : formatPercent(shares[of])

/** A row a thing; what stands on EBS first. */
export const thingRows = (things: readonly Thing[]): readonly (readonly string[])[] =>
  [...things]
    .sort((a, b) => ORDER.indexOf(a.on) - ORDER.indexOf(b.on))
    .map(({ alternative = '', id, on, region, resource, says, stops = '', what, zones }) => [
      ...[resource === id ? id : `${resource} (${id})`, what, zones.join(', ') || region],
      ...[on === 'unknown' ? `unknown: ${says}` : says, stops, alternative],
    ])
const ORDER: readonly Thing['on'][] = ['ebs', 'unknown', 'none']
