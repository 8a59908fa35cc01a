import type { Rule } from '../finding.js'
import { atStandby } from '../pairs.js'

/** A standby whose maximum is below what the app runs. */
export const standbyCannotGrow: Rule = {
  id: 'standby-cannot-grow',
  severity: 'error',
  title: 'the maximum of the standby is below what the app runs',
  why: 'The group of the standby refuses to grow to what serves now, however much capacity AWS has.',
  tellsAlso: ['max-too-small'],
  find: (facts, policy) => {
    const settingsOf = (name: string) => policy.plan.resources.find((each) => each.name === name)?.settings
    return atStandby(facts).flatMap(({ at, home }) => {
      const { capacity, raise_max: raised } = settingsOf(at.resource) ?? {}
      const wanted = Math.max(home.desired, typeof capacity === 'number' ? capacity : 0)
      if (at.max === undefined || at.max >= wanted || raised === true) return []
      return [
        {
          resource: at.resource,
          evidence: `${at.name} in ${at.region} may have ${at.max}, and ${wanted} are needed`,
          mend: {
            run: `aws autoscaling update-auto-scaling-group --region ${at.region} --auto-scaling-group-name ${at.name} --max-size ${wanted}`,
            terraform: `max_size = ${wanted}`,
          },
        },
      ]
    })
  },
}
