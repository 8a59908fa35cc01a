import { describe, expect, it } from 'vitest'
import { familyOf } from '../../src/audit/vcpu-quota.js'

describe('the quota a type counts against', () => {
  it.each([
    ['m5.large', 'L-1216C47A'],
    ['t4g.micro', 'L-1216C47A'],
    ['im4gn.large', 'L-1216C47A'],
    ['is4gen.large', 'L-1216C47A'],
    ['h1.2xlarge', 'L-1216C47A'],
    ['hpc7a.12xlarge', 'L-F7808C92'],
    ['dl1.24xlarge', 'L-6E869C2A'],
    ['d3.xlarge', 'L-1216C47A'],
    ['g5.xlarge', 'L-DB2E81BA'],
    ['gr6.4xlarge', 'L-DB2E81BA'],
    ['vt1.3xlarge', 'L-DB2E81BA'],
    ['f1.2xlarge', 'L-74FC7D96'],
    ['p5.48xlarge', 'L-417A185B'],
    ['inf2.xlarge', 'L-1945791B'],
    ['trn1.2xlarge', 'L-2C3B7624'],
    ['x2idn.16xlarge', 'L-7295265B'],
    ['u-6tb1.metal', 'L-43DA4232'],
    ['u7i-12tb.224xlarge', 'L-43DA4232'],
    ['Fargate', 'L-3032A538'],
  ])('of %s is %s', (kind, quota) => {
    expect(familyOf(kind)?.quota).toBe(quota)
  })

  it.each(['mac2.metal', 'zz9.large', 'tasks', 'its own choice of types'])('of %s is not known', (kind) => {
    expect(familyOf(kind)).toBeUndefined()
  })
})
