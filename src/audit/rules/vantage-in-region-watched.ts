import type { Rule } from '../finding.js'

/** The vantage that is this process itself; the policy is refused where it names a region watched as another. */
const HERE = 'here'

/** Too few points of view outside the regions watched, since this one stands inside. */
export const vantageInRegionWatched: Rule = {
  id: 'vantage-in-region-watched',
  severity: 'error',
  title: 'too few points of view stand outside the regions watched',
  why: 'A vantage inside a suspected region has no vote: what it sees may be its own path. Where those left are fewer than the quorum, nothing is decided rightly.',
  find: ({ controller }, { observe, regions }) => {
    const inside = regions.find(({ region }) => region === controller.region)
    const outside = observe.vantages.filter((from) => from !== HERE).length
    if (!inside || outside === observe.vantages.length || outside >= observe.quorum) return []
    return [
      {
        resource: 'observe',
        evidence: `the vantage "${HERE}" stands in ${inside.region}; ${outside} of ${observe.vantages.length} vantages stand outside it, and the quorum is ${observe.quorum}`,
        mend: 'name vantages in other regions under observe.vantages, such as [us-west-2, eu-central-1, ap-southeast-1], with observe.vantage_function',
      },
    ]
  },
}
