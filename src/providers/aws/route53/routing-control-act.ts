/**
 * Sets every routing control of the name in one call. ARC has neither conditions nor owners for states; what keeps a late
 * hand away is the lease of this controller and the safety rules of the control panel.
 */
import { z } from 'zod'
import { OperatingError } from '../../../model/error.js'
import type { Act } from '../driver-context.js'
import { carriedIn } from '../plan-data.js'
import { type Cluster, controlState, setControls } from './routing-control.js'

/** The verb of its actions. */
export const SET_CONTROLS = 'set-routing-controls'

export const controlStates = z
  .array(z.object({ region: z.string(), arn: z.string(), state: z.enum(['On', 'Off']) }))
  .min(1)
export type ControlStates = z.output<typeof controlStates>

/** AWS takes so many controls in one call (https://docs.aws.amazon.com/r53recovery/latest/dg/routing-control.quotas.html). */
const CONTROLS_MAX = 10

/** Why such states must not be set, if so: never all off (law 26). */
export function refusalOf(states: ControlStates): string | undefined {
  if (states.every(({ state }) => state === 'Off'))
    return 'every routing control would be Off: no region would be answered with'
  if (states.length > CONTROLS_MAX)
    return `${states.length} routing controls are more than the ${CONTROLS_MAX} of one call`
  return undefined
}

export const setRoutingControls = (cluster: Cluster): Act => ({
  holds: async (data, { signal }) => {
    const wanted = carriedIn(data, 'states', controlStates)
    const found = await Promise.all(wanted.map(({ arn }) => controlState(cluster, arn, signal)))
    const because = wanted.map(({ region }, index) => `${region} is ${found[index]}`).join(', ')
    return { is: wanted.every(({ state }, index) => state === found[index]) ? 'yes' : 'no', because }
  },
  apply: async (data, { signal }) => {
    const wanted = carriedIn(data, 'states', controlStates)
    const refusal = refusalOf(wanted)
    if (refusal !== undefined) throw new OperatingError('refused', refusal)
    await setControls(cluster, wanted, signal)
  },
})
