/** `http-action`: a step of one's own that is a request to an HTTP API, in any world. */
import { z } from 'zod'
import { patterned, textOf } from '../../policy/allowance.js'
import { actionKeys, judge, NO_UNDO, refuse, type Template, UNDO_IN_WORDS } from './action-settings.js'

const url = () =>
  patterned(
    /^https?:\/\/[^\s/@?#]+([/?#]\S*)?$/,
    'a URL such as https://cdn.example.com/origin, without a password in it',
  )
const variable = () => patterned(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of an environment variable such as CDN_TOKEN')
const header = () => patterned(/^[\t\x20-\x7e]*$/, 'a text of ASCII, or {env: VARIABLE}')

const headers = z
  .record(
    patterned(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'the name of a header'),
    z.union([header(), z.strictObject({ env: variable() })]),
  )
  .default({})
  .describe('Headers. A secret never stands in a policy: {env: VARIABLE} takes it from the environment.')
const statuses = () => z.array(z.int().min(200).max(599)).min(1)

const change = () =>
  z.strictObject({
    method: z.enum(['POST', 'PUT', 'PATCH', 'DELETE']).default('POST'),
    url: url(),
    headers,
    body: z.string().optional(),
    status: statuses().optional().describe('Status codes that say it was accepted; default: all from 200 to 299.'),
  })

/** What the policy says of it. */
export const settings = z
  .strictObject({
    ...actionKeys,
    holds: z
      .strictObject({
        method: z.enum(['GET', 'HEAD']).default('GET'),
        url: url(),
        headers,
        status: statuses().default([200]).describe('Status codes that say that it is so already.'),
        contains: textOf('a text').optional().describe('A text that must stand in the answer as well.'),
      })
      .optional()
      .describe(
        'Tells whether it is so already. It must change nothing, since dry runs send it. Without it the request is sent anew ' +
          'by every run that comes to it.',
      ),
    apply: change().describe('Makes it so. To send it twice must do no harm.'),
    undo: z
      .union([z.enum(NO_UNDO), change()])
      .default('impossible')
      .describe(UNDO_IN_WORDS),
  })
  .check(({ issues, value }) => {
    judge(value, templatesOf(value), issues)
    for (const { path, text } of templatesOf(value)) {
      if (path[1] === 'url' && !URL.canParse(text.replaceAll(/[{}]/g, ''))) refuse(issues, path, text, 'a URL')
    }
  })
export type Settings = z.output<typeof settings>
export type Headers = Settings['apply']['headers']
export type Change = Settings['apply']

function templatesOf({ apply, holds, undo }: Pick<Settings, 'apply' | 'holds' | 'undo'>): readonly Template[] {
  const of = (key: string, request: Pick<Change, 'body' | 'headers' | 'url'>): readonly Template[] => [
    { path: [key, 'url'], text: request.url },
    ...Object.entries(request.headers).flatMap(([name, value]) =>
      typeof value === 'string' ? [{ path: [key, 'headers', name], text: value }] : [],
    ),
    ...(request.body === undefined ? [] : [{ path: [key, 'body'], text: request.body }]),
  ]
  const contains = holds?.contains === undefined ? [] : [{ path: ['holds', 'contains'], text: holds.contains }]
  return [
    ...(holds ? of('holds', { url: holds.url, headers: holds.headers }) : []),
    ...contains,
    ...of('apply', apply),
    ...(typeof undo === 'string' ? [] : of('undo', undo)),
  ]
}
