import { describe, expect, it } from 'vitest'
import type { Grant } from '../../../src/providers/aws/grants.js'
import { documentOf, sizeOf } from '../../../src/providers/aws/iam-document.js'

const rds = (operations: readonly string[], ...on: string[]): Grant => ({ service: 'rds', operations, on })
const DB = 'arn:aws:rds:us-east-1:*:db:orders'
const statements = (grants: readonly Grant[], around: object = {}) =>
  documentOf(grants, { partition: 'aws', ...around }).Statement.map(({ Action, Resource }) => [Action, Resource])

describe('a document of what is granted', () => {
  it('names actions as IAM does, and what AWS asks for in passing', () => {
    const grants: readonly Grant[] = [
      { service: 's3', operations: ['HeadObject', 'HeadBucket'], on: ['arn:aws:s3:::b/k'], also: ['kms:Decrypt'] },
      { service: 'elbv2', operations: ['DescribeTags'], on: ['*'] },
    ]
    expect(documentOf(grants, { partition: 'aws' })).toEqual({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: ['elasticloadbalancing:DescribeTags'], Resource: ['*'] },
        { Effect: 'Allow', Action: ['kms:Decrypt', 's3:GetObject', 's3:ListBucket'], Resource: ['arn:aws:s3:::b/k'] },
      ],
    })
  })

  it('has one statement for all actions on the same things, and for one action on many things', () => {
    expect(
      statements([
        rds(['StopDBInstance'], `${DB}-2`),
        rds(['StartDBInstance', 'StopDBInstance'], DB),
        rds(['StartDBInstance'], `${DB}-2`),
      ]),
    ).toEqual([
      [
        ['rds:StartDBInstance', 'rds:StopDBInstance'],
        [DB, `${DB}-2`],
      ],
    ])
  })

  it('does not allow on single things what it allows on more', () => {
    expect(statements([rds(['DescribeDBInstances'], DB), rds(['DescribeDBInstances'], '*')])).toEqual([
      [['rds:DescribeDBInstances'], ['*']],
    ])
    expect(statements([rds(['DescribeDBInstances'], DB, 'arn:aws:rds:*:*:db:*')])).toEqual([
      [['rds:DescribeDBInstances'], ['arn:aws:rds:*:*:db:*']],
    ])
  })

  it('leaves out what another document of the same identity allows', () => {
    const without = documentOf([rds(['DescribeDBInstances'], '*')], { partition: 'aws' })
    const grants = [rds(['DescribeDBInstances', 'StopDBInstance'], DB)]
    expect(statements(grants, { without })).toEqual([[['rds:StopDBInstance'], [DB]]])
    expect(statements([rds(['DescribeDBInstances'], DB)], { without })).toEqual([])
  })

  it('is in the same order whatever order things were granted in', () => {
    const grants = [rds(['StopDBInstance'], '*'), rds(['StartDBInstance'], DB), rds(['ModifyDBInstance'], `${DB}-2`)]
    expect(statements([...grants].reverse())).toEqual(statements(grants))
  })

  it('speaks of the part of the world that the regions are in', () => {
    expect(statements([rds(['StopDBInstance'], DB)], { partition: 'aws-cn' })).toEqual([
      [['rds:StopDBInstance'], ['arn:aws-cn:rds:us-east-1:*:db:orders']],
    ])
  })

  it('counts characters as AWS does, without white space', () => {
    expect(sizeOf(documentOf([], { partition: 'aws' }))).toBe('{"Version":"2012-10-17","Statement":[]}'.length)
  })
})
