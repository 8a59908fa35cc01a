/** `failover init`: a first policy from what runs in an AWS account. It reads there, and writes one file here. */
import { existsSync, writeFileSync } from 'node:fs'
import { invariant } from '../../model/invariant.js'
import { isRegion, type Region } from '../../model/place.js'
import { formatFault, load } from '../../policy/load.js'
import type { Found } from '../../providers/aws/scan/found.js'
import { resourceTypes } from '../../providers/registry.js'
import { Ending, EXIT } from '../exit.js'
import type { GlobalOptions } from '../options.js'
import type { Output } from '../output.js'
import { version } from '../version.js'

export interface InitOptions extends GlobalOptions {
  readonly app: string
  readonly regions: string
  /** `-` is standard output. */
  readonly out: string
  readonly force?: boolean
}

/** Names are read at the pace Route 53 allows, which a large account feels. */
const PATIENCE_MS = 300_000
const STDOUT = '-'

export async function init(output: Output, options: InitOptions): Promise<void> {
  const { app, force = false, out, profile } = options
  const regions = regionsOf(options.regions)
  if (!/[a-z0-9]/i.test(app)) throw new Ending(EXIT.usage, `--app: found "${app}", allowed: a name such as shop`)
  if (out !== STDOUT && !force && existsSync(out)) throw alreadyThere(out)
  const found = await scanned(app, regions, profile)
  const { draftPolicy } = await import('../../providers/aws/scan/draft-policy.js')
  const text = draftPolicy(found)
  const loaded = load(text, out, resourceTypes)
  invariant(loaded.is === 'policy', `init drafted a bad policy: ${faultsIn(loaded)}`)
  for (const { because, permission, region } of found.unread) {
    output.remark(`not read: ${permission} in ${region} (${because}); what it would show is missing in the policy`)
  }
  if (found.resources.length === 0 && found.leftOut.length === 0) {
    output.remark(`nothing in ${regions.join(' and ')} has a tag or a name that says "${app}": is it called so there?`)
  }
  if (out === STDOUT) output.say(text.trimEnd())
  else {
    write(out, text, force)
    show(found, out, output)
  }
  const { notFound, ...rest } = found
  output.document({ file: out, ...(out === STDOUT ? { policy: text } : {}), found: rest, notFound })
}

/** `us-east-1,eu-west-1`, the primary first. */
function regionsOf(text: string): readonly Region[] {
  const codes = text
    .split(',')
    .map((code) => code.trim())
    .filter((code) => code !== '')
  const next = 'give the primary and its standbys, such as --regions us-east-1,eu-west-1'
  const bad = codes.filter((code) => !isRegion(code))
  const twice = codes.find((code, index) => codes.indexOf(code) !== index)
  const refused = (found: string, allowed: string) =>
    new Ending(EXIT.usage, `--regions: found ${found}, allowed: ${allowed}`, next)
  if (bad.length > 0) throw refused(bad.map((code) => `"${code}"`).join(', '), 'region codes such as eu-west-1')
  if (twice !== undefined) throw refused(`"${twice}" a second time`, 'each region once')
  if (codes.length < 2) throw refused(codes.length === 0 ? 'none' : `"${codes[0]}" alone`, 'at least two')
  return codes.filter(isRegion)
}

const alreadyThere = (out: string): Ending =>
  new Ending(
    EXIT.usage,
    `${out} is there already and is not overwritten`,
    '--force overwrites it, --out FILE writes elsewhere, --out - prints',
  )

/** SDKs are loaded only now. */
async function scanned(app: string, regions: readonly Region[], profile: string | undefined): Promise<Found> {
  const { contextFor } = await import('../../providers/aws/world.js')
  const { scan } = await import('../../providers/aws/scan/scan.js')
  const own = profile === undefined ? {} : { profile }
  const places = regions.map(
    (region, index) => ({ region, role: index === 0 ? 'primary' : 'standby', zones: [], fate: region }) as const,
  )
  const context = contextFor(
    { app, aws: { fips: false, dualStack: false }, regions: places },
    { mayChange: false, version: version(), ...own },
  )
  try {
    return { ...(await scan(app, regions, context, AbortSignal.timeout(PATIENCE_MS))), ...own }
  } finally {
    context.aws.close()
  }
}

function write(out: string, text: string, force: boolean): void {
  try {
    writeFileSync(out, text, { flag: force ? 'w' : 'wx' })
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException
    if (code === undefined) throw thrown
    if (code === 'EEXIST') throw alreadyThere(out)
    throw new Ending(EXIT.usage, `cannot write the policy: ${message}`, 'give another file by --out')
  }
}

function show({ leftOut, notFound, regions, resources }: Found, out: string, output: Output): void {
  output.say(`${out}: a first policy, of what was found:`)
  for (const { region, role, zones } of regions) output.say(`  ${region} (${role}): ${zones.join(', ')}`)
  for (const { because, name, type } of resources) output.say(`  ${name} (${type}): ${because[0] ?? ''}`)
  if (resources.length === 0) output.say('  no resource')
  if (notFound.length > 0) output.say('Not found:')
  for (const what of notFound) output.say(`  ${what}`)
  if (leftOut.length > 0) output.say(`Seen and left out: ${leftOut.length}, with the reasons at the end of the file`)
  output.say('Next: read it, then "failover validate --live", which looks at what it names and changes nothing')
}

const faultsIn = (loaded: ReturnType<typeof load>): string =>
  loaded.is === 'faults' ? loaded.faults.map(formatFault).join('; ') : ''
