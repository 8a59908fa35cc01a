import { describe, expect, it } from 'vitest'
import { region } from '../../../../src/model/place.js'
import { databasesPart } from '../../../../src/providers/aws/scan/database-families.js'
import type { Database, KeptBackup } from '../../../../src/providers/aws/scan/databases.js'
import { appName } from '../../../../src/providers/aws/scan/match.js'

const A = region('us-east-1')
const B = region('eu-west-1')
const arnOf = (at: string, id: string): string => `arn:aws:rds:${at}:123456789012:db:${id}`
const database = (at: string, id: string, more: Partial<Database> = {}): Database => ({
  ...{ region: at, id, arn: arnOf(at, id), status: 'available', replicas: [], engine: 'postgres', version: '16.3' },
  ...{ class: 'db.r6g.large', isMultiAz: true, sizeGib: 100, isEncrypted: false, retentionDays: 7, isProtected: true },
  ...{ securityGroups: [`sg-0000000${at === A ? 1 : 2}`], epoch: 0, ...more },
})
const tagged = { because: 'tag app=shop' }
const part = (all: readonly Database[], backups: readonly KeptBackup[] = []) =>
  databasesPart(all, backups, { app: appName('shop'), regions: [A, B] })

describe('databasesPart', () => {
  const writer = database(A, 'shop-orders', tagged)
  const replica = database(B, 'shop-orders-eu', { source: writer.arn })

  it('makes a writer and its replica elsewhere one resource, and offers a fence that nobody has switched on', () => {
    const [found] = part([writer, replica]).resources
    expect(found).toMatchObject({
      ...{ type: 'rds-replica', name: 'orders', settings: { instance: { [A]: 'shop-orders', [B]: 'shop-orders-eu' } } },
      offered: { fence: [{ by: 'security-group', group: { [A]: 'sg-00000001', [B]: 'sg-00000002' } }] },
    })
    expect(found?.settings).not.toHaveProperty('fence')
  })

  it('takes the family where the replica alone is known to be the app’s', () => {
    const { because: _, ...unknown } = writer
    const [found] = part([unknown, { ...replica, ...tagged }]).resources
    expect(found?.because[0]).toContain('matched by tag app=shop (of shop-orders-eu)')
  })

  it('warns where the writer stands in the standby’s region today', () => {
    const moved = database(B, 'orders', tagged)
    const [found] = part([moved, database(A, 'orders-us', { source: moved.arn })]).resources
    expect(found?.because).toContain('Mind: the writer orders stands in eu-west-1 today, not in us-east-1.')
  })

  it('takes backups that are kept elsewhere where there is no replica', () => {
    const arn = 'arn:aws:rds:eu-west-1:123456789012:auto-backup:ab-1'
    expect(part([writer], [{ region: B, arn, of: writer.arn }]).resources).toMatchObject([
      {
        type: 'rds-restore',
        settings: { automated_backup: { [B]: arn }, instance: { [A]: 'shop-orders', [B]: 'shop-orders' } },
      },
    ])
  })

  it('says what is missing where there is neither', () => {
    expect(part([writer])).toMatchObject({
      resources: [],
      notFound: [expect.stringContaining('A replica of the database shop-orders in eu-west-1')],
      leftOut: [expect.objectContaining({ what: expect.stringContaining('shop-orders') })],
    })
  })

  it('says of a replica whose writer is elsewhere that it is left out', () => {
    const stray = database(B, 'orders-eu', { ...tagged, source: arnOf('ap-south-1', 'orders') })
    expect(part([stray])).toMatchObject({
      resources: [],
      leftOut: [{ because: expect.stringContaining('it replicates arn:aws:rds:ap-south-1') }],
    })
  })

  it('leaves what is nobody’s business', () => {
    expect(part([database(A, 'other'), database(B, 'other-eu', { source: arnOf(A, 'other') })])).toEqual({
      ...{ resources: [], notFound: [], leftOut: [] },
    })
  })
})
