/** Foot-guns that the policy alone shows: which ways there are to turn a name, and where their switches stand. */
import type { Finding } from '../live-check.js'
import type { NameParts } from './route53-inspect.js'
import { fullName, waysOf } from './route53-record.js'

/** A finding in one line. */
export const say = (
  resource: string,
  rule: string,
  severity: Finding['severity'],
  says: string,
  next: string,
): Finding => ({ rule, severity, resource, says, next })

const ENDPOINTS = 5

export function settingFindings({ context, resource, settings }: NameParts): readonly Finding[] {
  const { by, routing_control: control, switch: of } = settings
  const ways = waysOf(settings)
  const found = (rule: string, severity: Finding['severity'], says: string, next: string) =>
    say(resource, rule, severity, says, next)
  const name = fullName(settings)
  const role = context.regions.find(({ region }) => region === of?.region)?.role
  const endpoints = Object.keys(control?.endpoints ?? {}).length
  return [
    ...by
      .filter((way) => !ways.includes(way))
      .map((way) => {
        const key = way === 'routing-control' ? 'routing_control' : 'switch'
        return found('way-without-settings', 'error', `by names ${way}, and "${key}" is not given`, `give "${key}"`)
      }),
    ...(ways.every((way) => way === 'record-weight')
      ? [
          found(
            'record-weight-only',
            'warning',
            `${name} can be turned by its records alone, and they are edited through us-east-1: with us-east-1 impaired there is no way`,
            'add a health-switch (one S3 object in the standby) or routing controls before it in "by"',
          ),
        ]
      : []),
    ...(of && role === 'primary'
      ? [
          found(
            'switch-in-region-left',
            'error',
            `the switch objects stand in ${of.region}, the primary: leaving it would need its own S3`,
            'put the bucket into a standby region, and point the health checks there',
          ),
        ]
      : []),
    ...(of && role !== 'primary' && of.objects[of.region] !== undefined
      ? [
          found(
            'switch-in-region-left',
            'warning',
            `the object that switches ${of.region} off stands in ${of.region} itself: it cannot be put while that fails`,
            'have another way in "by" for leaving it, or keep the bucket in a third region',
          ),
        ]
      : []),
    ...(control && endpoints !== ENDPOINTS
      ? [
          found(
            'endpoints-missing',
            'warning',
            `${endpoints} of the cluster's five endpoints are given`,
            'give all five',
          ),
        ]
      : []),
  ]
}
