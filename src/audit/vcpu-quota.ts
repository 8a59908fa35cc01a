/**
 * Which quota of on-demand instances a type counts against, in vCPUs
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-on-demand-instances.html#ec2-on-demand-instances-limits).
 */

interface Family {
  readonly quota: string
  readonly name: string
}

const STANDARD: Family = {
  quota: 'L-1216C47A',
  name: 'Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances',
}
const OTHERS: readonly (readonly [RegExp, Family])[] = [
  [/^f\d/, { quota: 'L-74FC7D96', name: 'Running On-Demand F instances' }],
  [/^(g|vt)\d/, { quota: 'L-DB2E81BA', name: 'Running On-Demand G and VT instances' }],
  [/^p\d/, { quota: 'L-417A185B', name: 'Running On-Demand P instances' }],
  [/^x\d/, { quota: 'L-7295265B', name: 'Running On-Demand X instances' }],
  [/^inf\d/, { quota: 'L-1945791B', name: 'Running On-Demand Inf instances' }],
  [/^trn\d/, { quota: 'L-2C3B7624', name: 'Running On-Demand Trn instances' }],
]

/** The family of an instance type such as `m5.large`; undefined of what is none, or is counted otherwise. */
export function familyOf(kind: string): Family | undefined {
  if (!kind.includes('.')) return undefined
  const other = OTHERS.find(([pattern]) => pattern.test(kind))
  if (other) return other[1]
  return /^(im|is|[acdhimrtz])\d/.test(kind) ? STANDARD : undefined
}
