import { expect, it } from 'vitest'
import { region } from '../../../../src/model/place.js'
import { reservedOf } from '../../../../src/providers/aws/audit/reserved.js'
import { describeAws } from '../../../fixtures/aws/stand.js'
import { standForEach } from '../../../fixtures/aws/stand-for-each.js'

const AT = region('eu-west-1')
const item = (zone: string, criteria: string, free: number): string =>
  `<item><capacityReservationId>cr-${zone}-${criteria}</capacityReservationId><availabilityZone>${zone}</availabilityZone>` +
  `<instanceMatchCriteria>${criteria}</instanceMatchCriteria><availableInstanceCount>${free}</availableInstanceCount></item>`

describeAws('capacity that is reserved', () => {
  const stand = standForEach()

  // moto has no capacity reservations: the gateway answers in its place, in the words of the EC2 API reference.
  it('is what is free of open reservations, in the zones of the group, over every page', async () => {
    const asked: string[] = []
    stand.gateway.answer({ service: 'ec2', operation: 'DescribeCapacityReservations' }, ({ body }) => {
      asked.push(body)
      const isFirst = !body.includes('NextToken')
      const items = isFirst
        ? `${item('eu-west-1a', 'open', 2)}${item('eu-west-1a', 'targeted', 5)}`
        : `${item('eu-west-1b', 'open', 1)}${item('eu-west-1c', 'open', 7)}`
      const next = isFirst ? '<nextToken>more</nextToken>' : ''
      return {
        ...{ status: 200, headers: { 'content-type': 'text/xml' } },
        body: `<DescribeCapacityReservationsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>${next}<capacityReservationSet>${items}</capacityReservationSet></DescribeCapacityReservationsResponse>`,
      }
    })
    const asking = { context: stand.context(), signal: AbortSignal.timeout(30_000) }
    expect(await reservedOf('m5.large', ['eu-west-1a', 'eu-west-1b'], { region: AT }, asking)).toBe(3)
    expect(asked).toHaveLength(2)
    expect(new URLSearchParams(asked[0]).get('Filter.1.Value.1')).toBe('m5.large')
  })
})
