/** How often a watch may ask: at every look that is not part of a burst, jitter included, or less where AWS reports less. */
import type { Policy } from '../../../policy/policy.js'

/** AWS checks volumes every five minutes and writes most metrics every minute: asking more often tells nothing more. */
export const MINUTE_MS = 60_000

export const lookPaceMs = ({ observe }: Policy): number => observe.everyMs * (1 - observe.jitterPercent / 100)

/** Once a minute, or as often as looks are made if that is less. */
export const minutePaceMs = (policy: Policy): number => Math.max(MINUTE_MS, lookPaceMs(policy))
