import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { AwsService } from '../../../../src/providers/aws/call/catalogue.js'
import { iamAction, OPERATIONS, operationOf } from '../../../../src/providers/aws/call/operations.js'

/** Services by the SDK's package. */
const SERVICES: { readonly [pack: string]: AwsService } = {
  'auto-scaling': 'autoscaling',
  'elastic-load-balancing-v2': 'elbv2',
  'global-accelerator': 'globalaccelerator',
  'route-53': 'route53',
  's3-control': 's3control',
  'secrets-manager': 'secretsmanager',
  'service-quotas': 'servicequotas',
}
const SRC = join(import.meta.dirname, '../../../../src')

interface Sent {
  readonly file: string
  readonly service: AwsService
  readonly operation: string
}

/** Every command that some source file makes, with the service whose package it is of. */
function sentBy(file: string): readonly Sent[] {
  const text = readFileSync(join(SRC, file), 'utf8')
  const packs = new Map(
    [...text.matchAll(/import\s*\{([^}]*)\}\s*from '@aws-sdk\/client-([\w-]+)'/g)].flatMap(
      ([, names = '', pack = '']) => names.split(',').map((name) => [name.trim(), pack] as const),
    ),
  )
  const commands = [...text.matchAll(/new\s+(\w+)Command\(/g)].map(([, operation = '']) => {
    const pack = packs.get(`${operation}Command`)
    if (pack === undefined) throw new Error(`${file} makes ${operation}Command of no package it imports`)
    return { file, operation, service: SERVICES[pack] ?? (pack as AwsService) }
  })
  const rests = [...text.matchAll(/operation: '(\w+)',\s*method: '/g)].map(([, operation = '']) => {
    return { file, operation, service: 'arc-zonal-shift' as const }
  })
  return [...commands, ...rests]
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
const sent = files.flatMap(sentBy)

describe('what is sent to AWS', () => {
  it('is found in the source', () => {
    expect(sent.length).toBeGreaterThan(50)
  })

  it('is all declared, as reading or changing, for the service of its package', () => {
    const undeclared = sent.filter(({ operation, service }) => !operationOf(service, operation))
    expect(undeclared).toEqual([])
  })

  it('is all that is declared', () => {
    const names = new Set(sent.map(({ operation, service }) => `${service}:${operation}`))
    const declared = Object.entries(OPERATIONS).flatMap(([service, operations]) =>
      Object.keys(operations).map((operation) => `${service}:${operation}`),
    )
    expect(declared.filter((name) => !names.has(name))).toEqual([])
  })

  it('leaves by the caller alone: nobody else makes a client', () => {
    const making = files.filter((file) =>
      /new\s+\w+Client\(|new\s+\(await import\('@aws-sdk/.test(readFileSync(join(SRC, file), 'utf8')),
    )
    expect(making.filter((file) => file !== 'providers/aws/call/catalogue.ts')).toEqual([])
  })
})

describe('the IAM action of an operation', () => {
  it.each<[AwsService, string, string]>([
    ['rds', 'PromoteReadReplica', 'rds:PromoteReadReplica'],
    ['elbv2', 'DeregisterTargets', 'elasticloadbalancing:DeregisterTargets'],
    ['s3', 'HeadObject', 's3:GetObject'],
    ['lambda', 'Invoke', 'lambda:InvokeFunction'],
    ['s3control', 'GetMultiRegionAccessPointRoutes', 's3:GetMultiRegionAccessPointRoutes'],
  ])('of %s:%s is %s', (service, operation, action) => {
    expect(iamAction(service, operation)).toBe(action)
  })
})
