import { region } from '../../../../src/model/place.js'
import { describeAws, openAws } from '../../../fixtures/aws/stand.js'
import { driverConformance, type Stand, type Way } from '../../../fixtures/driver-conformance.js'
import { standOn } from '../fixtures/conformance-stand.js'
import { createFences, FENCES, fencesNow } from '../fixtures/fences.js'
import { createOrders, EU, instancesNow, ordersDriver, putLag, rdsAnswers, US } from '../fixtures/orders-database.js'

const [us, eu] = [region(US), region(EU)]

describeAws('rds-replica', () => {
  driverConformance('rds-replica', async (): Promise<Stand> => {
    const stand = await openAws()
    const rds = rdsAnswers(stand)
    await createOrders(stand, rds)
    const fence = await createFences(stand)
    const lagNow = (): Promise<void> => putLag(stand, EU, 'orders-eu', 0, 90_000)
    await putLag(stand, EU, 'orders-eu', 1)
    const ways: readonly Way[] = [
      { end: { kind: 'replica', at: eu, of: us }, mayHold: true },
      { end: { kind: 'fenced', at: us, successor: eu, planned: false } },
      { end: { kind: 'caught-up', at: eu, of: us, planned: true }, arrange: lagNow, mayHold: true },
      { end: { kind: 'writer', at: eu, from: us, planned: false } },
      { end: { kind: 'replica', at: us, of: eu } },
    ]
    return {
      ...standOn(stand, (context) => ordersDriver(context, { fence })),
      ways,
      snapshot: async () => [await instancesNow(stand), await fencesNow(stand, FENCES)],
    }
  })
})
