/**
 * What could take the place of a thing on block storage. Disks inside the host hold data; a root can stand on them in old
 * families alone (C1, C3, D2, I2, M1, M2, M3, R3, X1: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/RootDeviceStorage.html),
 * which EC2 tells for each type as its supported root devices. What is on them is lost when the instance stops.
 */
import type { Disk, MachineKind } from './estate.js'

/** For a machine of `kind`, from the kinds that its region offers. */
export function forKind(kind: string, disks: readonly Disk[], kinds: readonly MachineKind[]): string {
  const own = kinds.find((each) => each.kind === kind)
  const isData = disks.some(({ on, use }) => on === 'ebs' && use === 'data')
  const isRoot = disks.some(({ on, use }) => on === 'ebs' && use === 'root')
  const ways = [...(isData ? [dataWay(own, kinds)] : []), ...(isRoot ? [rootWay(own)] : [])]
  return ways.join('; ')
}

function dataWay(own: MachineKind | undefined, kinds: readonly MachineKind[]): string {
  if (own && own.storeGb > 0) return `data: ${own.kind} has ${own.storeGb} GB inside the host; else S3`
  const same = own ? kinds.filter((each) => each.storeGb > 0 && sameSize(each, own)) : []
  const named = same.map(({ kind, storeGb }) => `${kind} (${storeGb} GB)`).join(', ')
  return named === '' ? 'data: S3, or a family with disks inside the host' : `data: ${named}, of the same size; else S3`
}

const sameSize = (a: MachineKind, b: MachineKind): boolean => a.vcpus === b.vcpus && a.memoryMib === b.memoryMib

const rootWay = (own: MachineKind | undefined): string =>
  own?.mayRootOnStore
    ? `root: an image whose root is on instance store; ${own.kind} can start from one`
    : 'root: Fargate, which has none to lose; or an image that runs from memory once it has started, so that only launches need EBS'

/** For a database of `engine`. */
export const forDatabase = (engine: string): string =>
  /postgres|mysql/.test(engine)
    ? `Aurora (${engine.includes('postgres') ? 'PostgreSQL' : 'MySQL'}-compatible), whose storage is its own in three zones`
    : /mariadb/.test(engine)
      ? 'Aurora (MySQL-compatible), whose storage is its own in three zones'
      : 'none of RDS; DynamoDB where the data model allows it, else a replica in another region'

/** Types of the same make that have disks inside the host: `m5.large` → `m5d.large`, `m6i.large` → `m6id.large`. */
export function withDisks(kind: string): readonly string[] {
  const [family = '', size = ''] = kind.split('.')
  const made = /^([a-z]+\d+)([a-z]*)$/.exec(family)
  if (!made || size === '' || family.includes('d') || family.startsWith('t')) return []
  const [, base = '', more = ''] = made
  // `m5n` has `m5dn` beside it, `m6i` has `m6id`: where the letter goes changed with the generation.
  return [...new Set([`${base}${more}d.${size}`, `${base}d${more}.${size}`])]
}
