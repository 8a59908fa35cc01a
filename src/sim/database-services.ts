/** The services whose data side each kind of database stands on, besides power and network. */
import type { Service } from '../model/place.js'
import type { Engine } from './drill.js'

const SERVICES: { readonly [engine in Engine]: readonly Service[] } = {
  // RDS other than Aurora stands on EBS (law 9).
  rds: ['rds', 'ebs', 'ec2'],
  aurora: ['aurora', 'rds'],
  postgres: ['postgres', 'ebs', 'ec2'],
  dynamodb: ['dynamodb'],
}

/** What a database of `engine` stands on. */
export const serviceOf = (engine: Engine): readonly Service[] => SERVICES[engine]
