/** What a simulated controller looks at the cloud with. */
import type { Clock, Random } from '../model/world.js'
import type { Cloud } from './cloud.js'
import type { Caller } from './sim-caller.js'
import type { Life } from './sim-clock.js'

/** Of one process on one host. */
export interface ObserverParts {
  readonly cloud: Cloud
  readonly clock: Clock
  readonly life: Life
  readonly host: string
  readonly random: Random
  readonly caller: Caller
}
