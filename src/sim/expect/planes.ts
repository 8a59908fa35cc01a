/** What a drill says of planes that are not to be called. */
import type { Region, Service } from '../../model/place.js'

interface Half {
  readonly service: Service
  readonly side: 'control' | 'data'
  readonly region?: Region
}

/** `the control side of ebs in us-east-1`. */
export const planeWords = ({ region, service, side }: Half): string =>
  `the ${side} side of ${service}${region === undefined ? '' : ` in ${region}`}`
