import { driverConformance } from '../../fixtures/driver-conformance.js'
import {
  capacity,
  databaseWays,
  fenceToStay,
  frontOf,
  ordersOf,
  paperStand,
  tenth,
  traffic,
  trickling,
  webOf,
  zoneLeft,
} from './fixtures/paper-stand.js'

driverConformance('dns-record, on paper', async () =>
  paperStand(frontOf, () => [{ end: tenth }, { end: traffic }, { end: trickling }, { end: zoneLeft }]),
)
driverConformance('app-servers, on paper', async () => paperStand(webOf, () => [{ end: capacity }]))
driverConformance('postgres, on paper', async () => paperStand(ordersOf, (driver) => databaseWays(fenceToStay(driver))))
