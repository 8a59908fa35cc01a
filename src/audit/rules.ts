/** Every rule, one line each; adding one is one file here and its page under `docs/rules/`. */
import type { Rule } from './finding.js'
import { accessLeansOnRegion } from './rules/access-leans-on-region.js'
import { automaticWithoutGuard } from './rules/automatic-without-guard.js'
import { backupNotCopied } from './rules/backup-not-copied.js'
import { backupRetentionShort } from './rules/backup-retention-short.js'
import { backupStale } from './rules/backup-stale.js'
import { bucketBehind } from './rules/bucket-behind.js'
import { certificateUnfit } from './rules/certificate-unfit.js'
import { claimPinnedToZone } from './rules/claim-pinned-to-zone.js'
import { controllerInRegionWatched } from './rules/controller-in-region-watched.js'
import { databaseInOneZone } from './rules/database-in-one-zone.js'
import { databaseShutToStandby } from './rules/database-shut-to-standby.js'
import { databaseWithoutBackups } from './rules/database-without-backups.js'
import { flipLeansOnRegionLeft } from './rules/flip-leans-on-region-left.js'
import { groupInOneZone } from './rules/group-in-one-zone.js'
import { keyUnusable } from './rules/key-unusable.js'
import { launchIncomplete } from './rules/launch-incomplete.js'
import { neverRehearsed } from './rules/never-rehearsed.js'
import { objectiveOutOfReach } from './rules/objective-out-of-reach.js'
import { recordWithoutHealthCheck } from './rules/record-without-health-check.js'
import { regionInOneZone } from './rules/region-in-one-zone.js'
import { replicaBehind } from './rules/replica-behind.js'
import { servingOnEbs } from './rules/serving-on-ebs.js'
import { singleVantage } from './rules/single-vantage.js'
import { standbyCannotGrow } from './rules/standby-cannot-grow.js'
import { standbyMustLaunch } from './rules/standby-must-launch.js'
import { standbyNeverServed } from './rules/standby-never-served.js'
import { standbyQuotaSmall } from './rules/standby-quota-small.js'
import { standbyTooSmall } from './rules/standby-too-small.js'
import { standbyWithoutAlarms } from './rules/standby-without-alarms.js'
import { storeInOneZone } from './rules/store-in-one-zone.js'
import { storeOnRegionWatched } from './rules/store-in-region-watched.js'
import { storeNotCopied } from './rules/store-not-copied.js'
import { suppressionExpired } from './rules/suppression-expired.js'
import { tasksFetchFromRegionLeft } from './rules/tasks-fetch-from-region-left.js'
import { tasksNeedMissing } from './rules/tasks-need-missing.js'
import { ttlTooLong } from './rules/ttl-too-long.js'
import { vantageInRegionWatched } from './rules/vantage-in-region-watched.js'
import { writerOnEbs } from './rules/writer-on-ebs.js'

export const RULES: readonly Rule[] = [
  databaseWithoutBackups,
  backupStale,
  backupNotCopied,
  backupRetentionShort,
  replicaBehind,
  bucketBehind,
  databaseShutToStandby,
  standbyTooSmall,
  standbyMustLaunch,
  standbyCannotGrow,
  standbyQuotaSmall,
  launchIncomplete,
  keyUnusable,
  tasksFetchFromRegionLeft,
  tasksNeedMissing,
  certificateUnfit,
  ttlTooLong,
  recordWithoutHealthCheck,
  flipLeansOnRegionLeft,
  controllerInRegionWatched,
  storeOnRegionWatched,
  vantageInRegionWatched,
  singleVantage,
  accessLeansOnRegion,
  regionInOneZone,
  groupInOneZone,
  databaseInOneZone,
  storeInOneZone,
  storeNotCopied,
  claimPinnedToZone,
  servingOnEbs,
  writerOnEbs,
  automaticWithoutGuard,
  objectiveOutOfReach,
  neverRehearsed,
  standbyNeverServed,
  standbyWithoutAlarms,
  suppressionExpired,
]
