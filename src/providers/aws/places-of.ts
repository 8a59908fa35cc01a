/** The places of the AWS world, for probes: AWS gives no address of a zone, so an endpoint is what the policy says. */
import { nameOf } from '../../model/place.js'
import type { Places } from '../../observe/targets.js'
import type { Policy } from '../../policy/policy.js'

/** `watches` tells what is reported by watches, and so is not asked. */
export const placesOf = ({ observe }: Pick<Policy, 'observe'>, watches: (service: string) => boolean): Places => ({
  endpointOf: (of) => observe.endpoints?.[nameOf(of)],
  sourceOf: () => undefined,
  watches,
})
