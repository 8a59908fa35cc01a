/** `route53-record`: brings a public name to a region by routing controls, by switch objects, or by its records' weights. */
import { type Acts, driverOf, type MakeDriver } from '../driver-context.js'
import { SET_SWITCHES, setHealthSwitches } from './health-switch-act.js'
import { nameInspector } from './route53-inspect.js'
import type { Settings } from './route53-record.js'
import { route53Tactics } from './route53-tactics.js'
import { SET_RECORDS, setRecords } from './route53-weight-act.js'
import { SET_CONTROLS, setRoutingControls } from './routing-control-act.js'

export { check } from './route53-check.js'

export const make: MakeDriver = (resource, context) => {
  const settings = resource.settings as Settings
  const { role, routing_control: controls, switch: objects } = settings
  const regions = context.regions.map(({ region }) => region)
  const acts: Acts = {
    [SET_RECORDS]: setRecords(resource.name, settings, context),
    ...(objects ? { [SET_SWITCHES]: setHealthSwitches({ of: objects, role, context }, resource.name) } : {}),
    ...(controls ? { [SET_CONTROLS]: setRoutingControls({ of: controls, role, context }) } : {}),
  }
  return driverOf(resource, context, {
    inspect: nameInspector({ resource: resource.name, settings, context }),
    tactics: (end, seen) => route53Tactics(resource.name, settings, regions, end, seen),
    acts,
  })
}
