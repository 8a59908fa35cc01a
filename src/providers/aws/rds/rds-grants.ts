/** Permissions that the RDS types share. */
import type { Grant } from '../grants.js'

/** A new instance stands in a subnet group, with a parameter group and an option group, which IAM wants named as well. */
export const besideInstances = (regions: readonly string[]): readonly string[] =>
  regions.flatMap((at) => ['subgrp', 'pg', 'og'].map((kind) => `arn:aws:rds:${at}:*:${kind}:*`))

/** What RDS does with a key in the caller's name, for an encrypted instance; RDS tags what it makes in one call. */
export const FOR_ENCRYPTED = ['kms:CreateGrant', 'kms:DescribeKey', 'rds:AddTagsToResource']

export const lookAtBackups: Grant = { service: 'rds', operations: ['DescribeDBInstanceAutomatedBackups'], on: ['*'] }

/** To restore from `backups`; `made` is what that makes and stands with. */
export const restoreFrom = (backups: readonly string[], made: readonly string[]): Grant => ({
  ...{ service: 'rds', operations: ['RestoreDBInstanceToPointInTime'], on: [...made, ...backups] },
  also: FOR_ENCRYPTED,
})
