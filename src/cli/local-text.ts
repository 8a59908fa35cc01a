/** The local cloud as people read it: where everything is, and how it stands. */
import { invariant } from '../model/invariant.js'
import { formatMs } from '../model/units.js'
import { filesIn } from '../providers/local/cloud/dir.js'
import type { CloudLayout, Endpoint } from '../providers/local/cloud/layout.js'
import type { Breakage, HarnessStatus } from '../providers/local/cloud/local-cloud.js'
import { table } from '../report/table.js'
import type { Output } from './output.js'

const at = ({ address, port }: Endpoint): string => `${address}:${port}`

/** Where everything is, and what to try first. */
export function localLayoutText(layout: CloudLayout, dir: string, paint: Output['paint']): string {
  const { database, dns, publicName, regions } = layout
  const rows = regions.flatMap(({ canary, database: server, region, zones }) => [
    { across: paint.bold(region) },
    ...zones.map(({ http, zone }) => [zone, `http://${at(http)}/`]),
    ['canary', `http://${at(canary)}/healthz/write`],
    ['database', `postgresql://${database.user}@${at(server)}/${database.name}`],
  ])
  const [first, second] = regions
  invariant(first, 'a cloud has at least one region')
  return [
    paint.bold('The local cloud is up, and stays until "failover local down".'),
    table(['', ''], rows).trimStart().replace(/^/, '  '),
    '',
    `  name      dig @${dns.address} -p ${dns.port} ${publicName} +short`,
    `  policy    ${filesIn(dir).policy}`,
    `  log       ${filesIn(dir).log}`,
    '',
    paint.bold('Try'),
    tried('failover watch', 'the controller, with its page'),
    tried(`curl http://${at(first.zones[0]?.http ?? first.canary)}/`, 'a page of the shop'),
    tried(
      `failover local break ${first.zones[0]?.zone ?? first.region}`,
      'a zone dies: its traffic goes to the others',
    ),
    tried(`failover local break ${first.region}`, 'the region dies: the app moves'),
    ...(second ? [tried(`failover --to ${second.region} --dry-run`, 'or by hand: first as a rehearsal')] : []),
    '  failover status · failover report · failover local heal · failover back',
  ].join('\n')
}

const tried = (command: string, says: string): string => `  ${command.padEnd(40)} # ${says}`

/** How it stands: what runs where, and what is broken. */
export function localStatusText(layout: CloudLayout, status: HarnessStatus, paint: Output['paint']): string {
  const { broken, dns, fenced, name, regions } = status
  const rows = regions.flatMap(({ canary, database, region, zones }) => [
    { across: paint.bold(region) },
    ...zones.map(({ isRunning, pid, slots, slotsMax, zone }) => [
      zone,
      running(isRunning, pid, paint),
      `weight ${name.weights[zone] ?? 0}, ${slots} of ${slotsMax} slots`,
    ]),
    ['canary', running(canary.isRunning, canary.pid, paint), ''],
    ['database', running(database.isRunning, database.pid, paint), roleOf(database, fenced.includes(region))],
  ])
  const what =
    broken.length === 0 ? paint.green('nothing is broken') : paint.red(`broken: ${broken.map(said).join('; ')}`)
  return [
    `${name.name} (TTL ${formatMs(name.ttlMs)}, serial ${name.serial}), name server ${at(layout.dns)}: ${running(dns.isRunning, dns.pid, paint)}`,
    what,
    '',
    table(['place', 'server', ''], rows),
  ].join('\n')
}

/** What has a process and does not run is stopped where it stands. */
function running(isRunning: boolean, pid: number | undefined, paint: Output['paint']): string {
  if (pid === undefined) return isRunning ? 'runs' : paint.red('down')
  return isRunning ? `runs (pid ${pid})` : paint.red(`hangs (pid ${pid})`)
}

function roleOf(database: HarnessStatus['regions'][number]['database'], isFenced: boolean): string {
  const { lagMs, rebuild, replicaOf, role, unreplicated } = database
  const of = role === 'replica' && replicaOf ? ` of ${replicaOf}` : ''
  return [
    `${role}${of}`,
    ...(lagMs === undefined ? [] : [`lag ${formatMs(lagMs)}`]),
    ...(isFenced && role !== 'fenced' ? ['fenced on its return'] : []),
    ...(rebuild.is === 'none'
      ? []
      : [`rebuild ${rebuild.is === 'failed' ? `failed: ${rebuild.because}` : 'under way'}`]),
    ...(unreplicated ? [`${unreplicated.writes} writes never replicated, kept in ${unreplicated.keptIn}`] : []),
  ].join(', ')
}

function said({ delayMs, kind, percent, target, with: other }: Breakage): string {
  const how = kind === 'errors' ? ` ${percent ?? 100} %` : kind === 'slow' ? ` ${formatMs(delayMs ?? 0)}` : ''
  return `${target} ${kind}${how}${other === undefined ? '' : ` with ${other}`}`
}
