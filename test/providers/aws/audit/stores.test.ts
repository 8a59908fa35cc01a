import { CreateFileSystemCommand } from '@aws-sdk/client-efs'
import { expect, it } from 'vitest'
import { region } from '../../../../src/model/place.js'
import { storesIn } from '../../../../src/providers/aws/audit/stores.js'
import { describeAws } from '../../../fixtures/aws/stand.js'
import { standForEach } from '../../../fixtures/aws/stand-for-each.js'
import { gatheringOn } from '../fixtures/gathering.js'

const HOME = region('us-east-1')
const SOURCE = 'SourceFileSystemId'

describeAws('copies of file systems', () => {
  const stand = standForEach()

  /** moto knows no copies: these are the gateway's own answer. */
  const replicated = (replications: readonly object[]): (() => void) =>
    stand.gateway.answer(
      { service: 'elasticfilesystem', operation: 'DescribeReplicationConfigurations' },
      async () => ({
        ...{ status: 200, headers: { 'content-type': 'application/json' } },
        body: JSON.stringify({ Replications: replications }),
      }),
    )
  const fileSystem = async (): Promise<string> => {
    const efs = await stand.sdk('efs', HOME)
    const made = await efs.send(
      new CreateFileSystemCommand({ CreationToken: '1', Tags: [{ Key: 'app', Value: 'shop' }] }),
    )
    return made.FileSystemId ?? ''
  }
  const gathering = () => {
    const on = gatheringOn(stand)
    return { ...on, policy: { ...on.policy, app: 'shop' } }
  }

  it('are told with where they are, how they are and from when; what comes from elsewhere is no copy of ours', async () => {
    const id = await fileSystem()
    const to = { Status: 'ENABLED', FileSystemId: 'fs-2', Region: 'eu-west-1', LastReplicatedTimestamp: 1_795_600_000 }
    const fromElsewhere = { [SOURCE]: id, SourceFileSystemRegion: 'eu-west-1', Destinations: [to] }
    const lift = replicated([{ [SOURCE]: id, SourceFileSystemRegion: HOME, Destinations: [to] }, fromElsewhere])
    const at = 1_795_600_000_000
    expect(await storesIn(HOME, gathering())).toMatchObject([
      { copies: [{ region: 'eu-west-1', state: 'ENABLED', at }] },
    ])
    lift()
    const gone = replicated([fromElsewhere])
    expect(await storesIn(HOME, gathering())).toMatchObject([{ copies: [] }])
    gone()
  })

  it('are not known where EFS does not tell', async () => {
    await fileSystem()
    const told = gathering()
    const [store] = await storesIn(HOME, told)
    expect(store).toMatchObject({ what: 'file system' })
    expect(store).not.toHaveProperty('copies')
    expect(told.unseen.map(([what]) => what)).toContain('copies of file systems in us-east-1')
  })
})
