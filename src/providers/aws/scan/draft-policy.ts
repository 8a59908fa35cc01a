/**
 * The first policy of an app, from what a scan found. It loads as it stands, moves nothing by itself, and says of every line
 * where it comes from; what the scan could not tell stands in it as a comment to fill in. Pure.
 */
import type { Found, FoundResource } from './found.js'
import { comment, commented, entry, flow, listed } from './policy-text.js'

/** Regions far from each other, to look from. */
const OUTLOOKS: readonly string[] = ['us-west-2', 'eu-central-1', 'ap-southeast-1', 'ca-central-1', 'sa-east-1']

/** The text of the policy, for a file. */
export function draftPolicy(found: Found): string {
  const sections = [
    head(found),
    regions(found),
    observe(found),
    decide(found),
    plan(found),
    verify(found),
    report(),
    rest(found),
  ]
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function head({ account, app, lookedFor, profile }: Found): readonly string[] {
  const where = account === undefined ? 'the account' : `the AWS account ${account}`
  return [
    ...comment(
      `The first policy of "${lookedFor}", as "failover init" found the app in ${where} by tags (failover:app, app, application, Name) and names.`,
    ),
    ...comment(
      'Read it before you trust it: each part says how it was found, and the end lists what was not. Nothing moves by itself until you allow it under "decide".',
    ),
    '',
    'version: 1',
    `app: ${flow(app)}`,
    ...(profile === undefined ? [] : [`aws: { profile: ${flow(profile)} } # the profile "failover init" was run with`]),
  ]
}

function regions({ app, bucket, regions: all }: Found): readonly string[] {
  const standby = all.find(({ role }) => role === 'standby')?.region ?? 'the standby'
  return [
    ...comment('Where the app runs. Zones go by their ids, since names (us-east-1a) are shuffled per account.'),
    'regions:',
    ...all.flatMap(({ because, region, role, zones }) => [
      ...comment(`${sentence(because)}.`, 2),
      ...entry(region, { role, zones }, 2),
    ]),
    '',
    ...comment(
      `The journal of every incident. A file is enough to look around with; for real moves keep it beside the standby, such as s3://${bucket ?? `BUCKET-IN-${standby}`}/${app}.`,
    ),
    `store: ${flow(`file:.failover/${app}`)}`,
  ]
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function observe({ endpoints, regions: all, signals, url }: Found): readonly string[] {
  const hasProbe = signals.some(({ settings }) => settings.probe !== undefined)
  return [
    'observe:',
    '  every: 10s',
    ...comment(
      `Points of view: "here" is this machine. One alone proves little: before anything moves by itself name three places outside ${all.map(({ region }) => region).join(' and ')}, and have two agree. A region looks by a Lambda function:`,
      2,
    ),
    `  # vantages: ${flow(vantagesOutside(all.map(({ region }) => region)))}`,
    '  # quorum: 2',
    '  # vantage_function: failover-vantage',
    '  vantages: [here]',
    ...(endpoints ? ['  endpoints:', ...Object.entries(endpoints).flatMap(([at, value]) => entry(at, value, 4))] : []),
    '  signals:',
    ...signals.flatMap(({ because, name, settings }) => [
      ...because.flatMap((text) => comment(text, 4)),
      ...entry(name, settings, 4),
    ]),
    ...comment(
      `${hasProbe ? 'Ask each zone too, so that one zone can be left alone' : 'Nothing was found that each region or zone can be asked by. Fill it in: without a probe nobody sees what users see'}. {zone} stands for each zone's id:`,
      4,
    ),
    `    # zones: { probe: http, url: "https://{zone}.${domainOf(url)}/healthz", per: zone, timeout: 2s }`,
  ]
}

const vantagesOutside = (regions: readonly string[]): readonly string[] =>
  OUTLOOKS.filter((outlook) => !regions.includes(outlook)).slice(0, 3)

const domainOf = (url = 'https://www.example.com/'): string => new URL(url).hostname.replace(/^www\./, '')

function decide({ signals }: Found): readonly string[] {
  const watched = signals.some(({ settings: { watch } }) => watch === 'rds')
  return [
    'decide:',
    ...comment('Moves made without a person. Allow them once dry runs and a drill have gone well:', 2),
    '  # automatic: [evacuate, failover]',
    ...comment(
      'A region is impaired when most of its zones are. What AWS reports of a service counts only if named here:',
      2,
    ),
    `  # region_impaired_when: { planes: [${watched ? 'rds' : 'ebs'}] }`,
    ...comment('Limits that hold a move back; "failover --waive GUARD" overrules one, on record.', 2),
    '  guards: { replica_lag: 30s, standby_capacity: 80%, cooldown: 30m }',
  ]
}

function plan({ resources }: Found): readonly string[] {
  const isFenced = resources.some(({ offered }) => offered !== undefined && 'fence' in offered)
  return [
    'plan:',
    ...(isFenced
      ? [
          ...comment(
            'A writer that cannot be reached cannot be fenced: hold waits for a person, promote goes on without.',
            2,
          ),
          '  unreachable_writer: hold',
        ]
      : []),
    ...comment('Steps that need block storage are passed over while another way exists.', 2),
    '  avoid: [ebs]',
    ...comment('What a move acts on, each by a name of your own: capacity first, the writer second, traffic last.', 2),
    ...(resources.length === 0 ? ['  # resources:'] : ['  resources:', ...resources.flatMap(resourceLines)]),
    ...(resources.some(({ type }) => type === 'route53-record') ? [] : NO_TRAFFIC),
  ]
}

const NO_TRAFFIC: readonly string[] = [
  ...comment('No name was found with a record for each region, and without one no traffic can be moved. Fill in:', 4),
  '    # front: { type: route53-record, zone: example.com, name: www, by: [record-weight] }',
]

function resourceLines({ because, name, offered, settings, type }: FoundResource): readonly string[] {
  const notes = because.flatMap((text) => comment(text, 4))
  if (offered === undefined) return [...notes, ...entry(name, { type, ...settings }, 4)]
  const keys = Object.entries({ type, ...settings }).flatMap(([key, value]) => entry(key, value, 6))
  return [...notes, `    ${flow(name)}:`, ...keys, ...commented(offered, 6)]
}

function verify({ balancers, url }: Found): readonly string[] {
  return [
    ...comment('How users are looked at. A move has recovered when they are served, not when an API says so.'),
    'verify:',
    ...comment(
      url === undefined ? 'What a user reads:' : 'Guessed from the first name above: give what a user really reads.',
      2,
    ),
    url === undefined ? '  # url: https://www.example.com/' : `  url: ${flow(url)}`,
    ...comment(
      'A write that lands in the database and is safe to repeat; without one, recovery is judged by reads alone:',
      2,
    ),
    `  # write: { url: ${flow(`${url ?? 'https://www.example.com/'}healthz/write`)}, method: POST }`,
    ...(balancers
      ? [
          ...comment('Load balancers whose requests tell where users still are.', 2),
          ...entry('balancers', balancers, 2),
        ]
      : []),
    ...comment('The response header in which the app says REGION or REGION/ZONE.', 2),
    '  served_by: x-served-by',
  ]
}

const report = (): readonly string[] => [
  ...comment('What every incident is measured against. These are defaults: say what you promise.'),
  'report:',
  '  objectives: { recovery_time: 5m, recovery_point: 30s }',
]

/** What is not in the policy, and what to do next. */
function rest({ leftOut, notFound, regions: all, unread }: Found): readonly string[] {
  const standby = all.find(({ role }) => role === 'standby')?.region ?? 'STANDBY'
  const section = (title: string, items: readonly string[]): readonly string[] =>
    items.length === 0 ? [] : [...comment(title), ...listed(items), '#']
  const title = unread.length > 0 ? 'Not found, though not all could be read:' : 'Not found:'
  return [
    ...section(
      'Could not be read, so that what it would have shown is missing here:',
      unread.map(({ because, permission, region }) => `${permission} in ${region}: ${because}`),
    ),
    ...section(title, notFound),
    ...section(
      'Seen, and left out because:',
      leftOut.map(({ because, what }) => `${what}: ${because}`),
    ),
    ...comment(
      'Not looked for: Lambda concurrency, Global Accelerator, S3 Multi-Region Access Points, PostgreSQL you run yourselves, things of other accounts. README and the schema say how to name them.',
    ),
    '#',
    ...comment('Next:'),
    '#   failover validate --live                      that all of it exists, and no foot-gun is loaded',
    '#   failover iam                                  the permissions it wants',
    `#   ${`failover --to ${standby} --dry-run`.padEnd(46)}a rehearsal, which changes nothing`,
  ]
}
