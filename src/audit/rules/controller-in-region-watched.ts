import type { Rule } from '../finding.js'

/** A controller that falls with the region it watches. */
export const controllerInRegionWatched: Rule = {
  id: 'controller-in-region-watched',
  severity: 'error',
  title: 'the controller runs in the region it would have to leave',
  why: 'What runs in the failing region fails with it, and its journal too. Run it where the app would go, or in a third region.',
  find: ({ active, controller }) =>
    controller.region === active
      ? [
          {
            resource: 'controller',
            evidence: `this runs in ${active}, where the app stands`,
            mend: 'run "failover watch" in a standby or a third region, and keep the policy and this program at hand elsewhere',
          },
        ]
      : [],
}
