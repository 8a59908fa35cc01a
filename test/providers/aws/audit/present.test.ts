import { CreateRepositoryCommand, PutImageCommand } from '@aws-sdk/client-ecr'
import { CreateSecretCommand, DeleteSecretCommand } from '@aws-sdk/client-secrets-manager'
import { PutParameterCommand } from '@aws-sdk/client-ssm'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Fetched } from '../../../../src/audit/estate.js'
import { region } from '../../../../src/model/place.js'
import { imageOf, marked } from '../../../../src/providers/aws/audit/present.js'
import { describeAws } from '../../../fixtures/aws/stand.js'
import { standForEach } from '../../../fixtures/aws/stand-for-each.js'
import { gatheringOn } from '../fixtures/gathering.js'

const AT = region('eu-west-1')
const REGISTRY = `123456789012.dkr.ecr.${AT}.amazonaws.com`
const MANIFEST = JSON.stringify({
  ...{ schemaVersion: 2, mediaType: 'application/vnd.docker.distribution.manifest.v2+json', layers: [] },
  config: { mediaType: 'application/vnd.docker.container.image.v1+json', size: 1, digest: `sha256:${'0'.repeat(64)}` },
})
const arn = (service: string, rest: string): string => `arn:aws:${service}:${AT}:123456789012:${rest}`

describe('the name of an image in a registry', () => {
  it('is told apart into account, repository, and tag or digest', () => {
    expect(imageOf(`${REGISTRY}/shop/web:1.2`)).toEqual({
      ...{ registryId: '123456789012', repositoryName: 'shop/web', imageId: { imageTag: '1.2' } },
    })
    expect(imageOf(`${REGISTRY}/web`).imageId).toEqual({ imageTag: 'latest' })
    expect(imageOf(`${REGISTRY}/web:1@sha256:ab`)).toMatchObject({
      ...{ repositoryName: 'web', imageId: { imageDigest: 'sha256:ab' } },
    })
  })
})

describeAws('what tasks fetch', () => {
  const stand = standForEach()
  const unseen: string[] = []
  const missing = async (what: Fetched['what'], ...names: readonly string[]): Promise<readonly string[]> => {
    const gathering = gatheringOn(stand)
    const fetches = names.map((name): Fetched => ({ what, name, region: AT }))
    const found = await marked(fetches, { region: AT }, '123456789012', gathering)
    unseen.push(...gathering.unseen.map(([asked]) => asked))
    return found.flatMap(({ isMissing, name }) => (isMissing ? [name] : []))
  }
  beforeEach(() => {
    unseen.length = 0
  })

  it('is looked for by tag in the registry', async () => {
    const ecr = await stand.sdk('ecr', AT)
    await ecr.send(new CreateRepositoryCommand({ repositoryName: 'web' }))
    await ecr.send(new PutImageCommand({ repositoryName: 'web', imageTag: '1', imageManifest: MANIFEST }))
    const names = [`${REGISTRY}/web:1`, `${REGISTRY}/web:2`, `${REGISTRY}/api:1`]
    expect(await missing('image', ...names)).toEqual(names.slice(1))
  })

  it('is looked for among the secrets; one that is to be deleted cannot be read', async () => {
    const secrets = await stand.sdk('secretsmanager', AT)
    const { ARN = '' } = await secrets.send(new CreateSecretCommand({ Name: 'orders', SecretString: 'x' }))
    const { ARN: going = '' } = await secrets.send(new CreateSecretCommand({ Name: 'old', SecretString: 'x' }))
    await secrets.send(new DeleteSecretCommand({ SecretId: 'old', RecoveryWindowInDays: 7 }))
    const none = arn('secretsmanager', 'secret:none-AbCdEf')
    expect(await missing('secret', ARN, going, none)).toEqual([going, none])
  })

  it('is looked for among the parameters, under a path or a plain name', async () => {
    const ssm = await stand.sdk('ssm', AT)
    await ssm.send(new PutParameterCommand({ Name: '/shop/orders', Value: 'x', Type: 'String' }))
    await ssm.send(new PutParameterCommand({ Name: 'plain', Value: 'x', Type: 'String' }))
    const there = [arn('ssm', 'parameter/shop/orders'), arn('ssm', 'parameter/plain'), '/shop/orders', 'plain']
    expect(await missing('parameter', ...there, 'none', arn('ssm', 'parameter/none'))).toEqual([
      ...['none', arn('ssm', 'parameter/none')],
    ])
    expect(unseen).toEqual([])
    const theirs = arn('ssm', 'parameter/plain').replace('123456789012', '999999999999')
    expect(await missing('parameter', theirs)).toEqual([])
    expect(unseen).toEqual([`parameter ${theirs} in ${AT}`])
  })

  it('is unseen, and not missing, where nobody may ask', async () => {
    stand.gateway.fault({ service: 'secretsmanager', does: 'deny' })
    expect(await missing('secret', 'orders')).toEqual([])
    expect(unseen).toEqual([`secret orders in ${AT}`])
  })
})
