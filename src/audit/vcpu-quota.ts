/**
 * Which quota a type of instance counts against, or a task of Fargate, in vCPUs
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-on-demand-instances.html#ec2-on-demand-instances-limits,
 * https://docs.aws.amazon.com/general/latest/gr/ecs-service.html#service-quotas-fargate). Instances of a Mac run on hosts of
 * their own, and are counted by these.
 */

export interface Family {
  /** As Service Quotas names it. */
  readonly service: 'ec2' | 'fargate'
  readonly quota: string
  readonly name: string
}

/** The kind of a task that needs no instance. */
export const FARGATE = 'Fargate'

const running = (quota: string, of: string): Family => ({
  ...{ service: 'ec2', quota, name: `Running On-Demand ${of} instances` },
})
const FAMILIES: readonly (readonly [RegExp, Family])[] = [
  [/^Fargate$/, { service: 'fargate', quota: 'L-3032A538', name: 'Fargate On-Demand vCPU resource count' }],
  [/^(?:im|is|[acdhimrtz])\d[^.]*\./, running('L-1216C47A', 'Standard (A, C, D, H, I, M, R, T, Z)')],
  [/^dl\d[^.]*\./, running('L-6E869C2A', 'DL')],
  [/^f\d[^.]*\./, running('L-74FC7D96', 'F')],
  [/^(?:gr?|vt)\d[^.]*\./, running('L-DB2E81BA', 'G and VT')],
  [/^hpc\d[^.]*\./, running('L-F7808C92', 'HPC')],
  [/^u(?:-|\d)[^.]*\./, running('L-43DA4232', 'High Memory')],
  [/^inf\d[^.]*\./, running('L-1945791B', 'Inf')],
  [/^p\d[^.]*\./, running('L-417A185B', 'P')],
  [/^trn\d[^.]*\./, running('L-2C3B7624', 'Trn')],
  [/^x\d[^.]*\./, running('L-7295265B', 'X')],
]

/** The family of a type such as `m5.large`, or of `Fargate`; undefined of what is counted otherwise, or not known here. */
export const familyOf = (kind: string): Family | undefined => FAMILIES.find(([pattern]) => pattern.test(kind))?.[1]
