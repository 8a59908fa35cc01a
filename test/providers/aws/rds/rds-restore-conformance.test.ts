import { region } from '../../../../src/model/place.js'
import { settings } from '../../../../src/providers/aws/rds/rds-restore.js'
import { make } from '../../../../src/providers/aws/rds/rds-restore-driver.js'
import { describeAws, openAws } from '../../../fixtures/aws/stand.js'
import { driverConformance, type Stand } from '../../../fixtures/driver-conformance.js'
import { standOn } from '../fixtures/conformance-stand.js'
import { createWriter, EU, instancesNow, rdsAnswers, US } from '../fixtures/orders-database.js'

const [us, eu] = [region(US), region(EU)]
const ARN = 'arn:aws:rds:eu-west-1:123456789012:auto-backup:ab-example'

describeAws('rds-restore (backups are the gateway’s own)', () => {
  driverConformance('rds-restore', async (): Promise<Stand> => {
    const stand = await openAws()
    const rds = rdsAnswers(stand)
    rds.attach(stand.gateway)
    await createWriter(stand)
    rds.backups.set(EU, { arn: ARN, latest: new Date(Date.now() - 300_000), sizeGib: 100 })
    const read = settings.parse({
      ...{ instance: { [US]: 'orders', [EU]: 'orders-eu' }, automated_backup: { [EU]: ARN } },
      fence: [{ by: 'stop' }],
    })
    const resource = { name: 'orders', type: 'rds-restore', settings: read }
    return {
      ...standOn(stand, (context) => make(resource, context)),
      ways: [
        { end: { kind: 'fenced', at: us, successor: eu, planned: false } },
        { end: { kind: 'writer', at: eu, from: us, planned: false } },
      ],
      snapshot: () => instancesNow(stand),
    }
  })
})
