/** What one region said of a resource's DB instances. */
import type { Region } from '../../../model/place.js'
import type { Asked } from '../driver-context.js'
import type { Line } from './rds-lineage.js'

export interface Sight {
  readonly region: Region
  readonly line: Asked<Line>
}
