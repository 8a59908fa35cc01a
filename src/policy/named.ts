/** Fields that hold names and places. */
import { z } from 'zod'
import { REGION } from '../model/place.js'
import { patterned } from './allowance.js'

/** A name a person gives: it stands in journals, metrics and file names. */
export const name = () =>
  patterned(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'a name of small letters, digits, - and _, such as orders')

/** A domain name or one label of it. */
export const domain = () =>
  patterned(/^(?=.{1,253}$)[a-zA-Z0-9_*]([a-zA-Z0-9_.-]*[a-zA-Z0-9])?\.?$/, 'a domain name such as shop.example.com')

/** A region's code. */
export const regionCode = () => patterned(REGION, 'a region code such as eu-west-1')

/** A mapping from regions to what `value` reads, as where a resource has another name in each region. */
export const byRegion = <T extends z.ZodType>(value: T) => z.record(regionCode(), value)
