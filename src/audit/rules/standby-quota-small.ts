import type { Rule } from '../finding.js'
import { atStandby } from '../pairs.js'

/** A standby whose account may not run what the app runs at home. */
export const standbyQuotaSmall: Rule = {
  id: 'standby-quota-small',
  severity: 'error',
  title: 'the quota of the standby is below what the app runs',
  why: 'Every launch beyond the quota is refused, on the worst day as on any other, and raising one takes hours to days of somebody at AWS.',
  find: (facts) => {
    const { kinds, quotas } = facts.estate
    return quotas.flatMap(({ name, quota, region, resources, service, vcpus }) => {
      const groups = atStandby(facts).flatMap(({ at, home }) => {
        const kind = at.launch?.kind ?? ''
        const each = at.launch?.vcpus ?? kinds.find((known) => known.kind === kind)?.vcpus ?? 0
        if (at.region !== region || !resources.includes(at.resource) || each === 0) return []
        return [{ at, vcpus: Math.max(home.desired, at.useful) * each }]
      })
      const wanted = groups.reduce((sum, group) => sum + group.vcpus, 0)
      const [first] = groups
      if (!first || wanted <= vcpus) return []
      const names = groups.map(({ at }) => at.resource).join(', ')
      return [
        {
          resource: first.at.resource,
          evidence: `${region} lets the account run ${vcpus} vCPUs of "${name}", and ${names} want${groups.length === 1 ? 's' : ''} ${wanted} there, without what else runs`,
          mend: {
            run: `aws service-quotas request-service-quota-increase --region ${region} --service-code ${service} --quota-code ${quota} --desired-value ${wanted}`,
            terraform: 'aws_servicequotas_service_quota',
          },
        },
      ]
    })
  },
}
