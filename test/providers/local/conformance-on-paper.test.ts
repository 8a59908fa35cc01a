import { driverConformance } from '../../fixtures/driver-conformance.js'
import {
  capacity,
  databaseWays,
  fenceToStay,
  frontOf,
  ordersOf,
  paperStand,
  traffic,
  webOf,
  zoneLeft,
} from './fixtures/paper-stand.js'

driverConformance('dns-record, on paper', async () => paperStand(frontOf, () => [{ end: traffic }, { end: zoneLeft }]))
driverConformance('app-servers, on paper', async () => paperStand(webOf, () => [{ end: capacity }]))
driverConformance('postgres, on paper', async () => paperStand(ordersOf, (driver) => databaseWays(fenceToStay(driver))))
