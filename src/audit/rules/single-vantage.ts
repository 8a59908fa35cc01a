import type { Rule } from '../finding.js'

/** One point of view for everything. */
export const singleVantage: Rule = {
  id: 'single-vantage',
  severity: 'warning',
  title: 'everything is seen from one point of view',
  why: 'One vantage cannot tell a fault of the app from one of its own path, and when it fails nobody sees anything.',
  find: (_facts, { observe }) =>
    observe.vantages.length > 1
      ? []
      : [
          {
            resource: 'observe',
            evidence: `one vantage only: ${observe.vantages.join()}`,
            mend: 'name three vantages in regions of their own under observe.vantages, with observe.vantage_function',
          },
        ],
}
