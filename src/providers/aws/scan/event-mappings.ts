/** Lambda event source mappings of the app, matched by the names of their functions and of what they take work from. */
import { ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda'
import type { LeftOut, Part } from './found.js'
import { matchOf } from './match.js'
import type { Placed } from './pair.js'
import type { Questions } from './questions.js'

/** A mapping of the app; `name` says which, for people. */
export interface Mapping extends Placed {
  readonly uuid: string
}

/** The mappings of the app in every region. */
export const readMappings = (questions: Questions): Promise<readonly Mapping[]> =>
  questions.inEach(async (region) => {
    const all = await questions.list(
      'lambda',
      region,
      (Marker) => new ListEventSourceMappingsCommand({ Marker }),
      ({ EventSourceMappings: items = [], NextMarker: next }) => ({ items, next }),
    )
    return all.flatMap(({ EventSourceArn = '', FunctionArn = '', UUID: uuid }): readonly Mapping[] => {
      const [worker = '', source = ''] = [FunctionArn.split(':')[6], EventSourceArn.split(':').slice(5).join(':')]
      const because = matchOf(questions.app, `${worker} ${source}`)
      return uuid === undefined || because === undefined
        ? []
        : [{ region, uuid, because, name: `${worker} from ${source}` }]
    })
  })

/** What the policy says of them: all together, since all are switched off where the app leaves. */
export function mappingsPart(found: readonly Mapping[], { app, regions }: Pick<Questions, 'app' | 'regions'>): Part {
  const having = regions.filter((region) => found.some((mapping) => mapping.region === region))
  const within = (region: string): readonly Mapping[] => found.filter((mapping) => mapping.region === region)
  if (having.length < 2) {
    const because = 'there is none in another region to take the work over; see that work waits there, or give it one'
    const leftOut = found.map(
      ({ name, region }): LeftOut => ({ what: `Lambda event source mapping ${name} in ${region}`, because }),
    )
    return { resources: [], notFound: [], leftOut }
  }
  return {
    resources: [
      {
        type: 'event-sources',
        name: 'workers',
        settings: {
          mappings: Object.fromEntries(having.map((region) => [region, within(region).map(({ uuid }) => uuid)])),
        },
        because: [
          `Lambda event source mappings with "${app.given}" in the name of the function or of what it reads; those of the ` +
            'region that is left are switched off, those of the new one on.',
          ...having.map(
            (region) =>
              `${region}: ${within(region)
                .map(({ name }) => name)
                .join(', ')}.`,
          ),
        ],
      },
    ],
    notFound: [],
    leftOut: [],
  }
}
