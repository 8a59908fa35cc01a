/**
 * The words after `failover` in a drill, as what an operator asks for. The same words as on the command line, without the
 * options that only a terminal needs.
 */
import { type Ask, GUARDS, type GuardName } from '../model/move.js'
import { isRegion, isZoneId } from '../model/place.js'
import { nearest } from '../policy/near.js'

export type OperatorWords =
  | {
      readonly is: 'move'
      readonly ask: Ask
      readonly waives: readonly GuardName[]
      readonly because?: string
      /** Judged and planned, and nothing is done. */
      readonly dryRun: boolean
    }
  | { readonly is: 'resume' | 'abandon' | 'halt'; readonly because?: string }

export type Understood =
  | { readonly is: 'understood'; readonly words: OperatorWords }
  | { readonly is: 'none'; readonly message: string }

const ALLOWED =
  '"--to REGION", "--to auto", "evacuate ZONE", "back", "freeze REGION", "thaw", "thaw REGION", "resume" or "halt", with --planned, --waive GUARD, --because WHY'

/** The words of `run`, as a shell would part them. */
export const wordsIn = (run: string): readonly string[] =>
  run.match(/"[^"]*"|'[^']*'|\S+/g)?.map((word) => word.replace(/^(["'])(.*)\1$/, '$2')) ?? []

/** What `run` asks for, or why it asks for nothing. */
export function understand(run: string): Understood {
  const words = wordsIn(run)
  const told: Told = { rest: [], waives: [], planned: false, dryRun: false, abandon: false }
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? ''
    const flaw = word.startsWith('-') ? option(told, word, words[index + 1]) : undefined
    if (flaw !== undefined) return none(flaw)
    if (!word.startsWith('-')) told.rest.push(word)
    if (VALUED.includes(word)) index += 1
  }
  return asked(told)
}

interface Told {
  readonly rest: string[]
  readonly waives: GuardName[]
  to?: string
  because?: string
  planned: boolean
  dryRun: boolean
  abandon: boolean
}

const VALUED: readonly string[] = ['--to', '--waive', '--because']

/** What is wrong with an option; it is kept in `told` when nothing is. */
function option(told: Told, word: string, value: string | undefined): string | undefined {
  if (VALUED.includes(word) && value === undefined) return `${word} has no value`
  switch (word) {
    case '--to':
      told.to = value ?? ''
      return undefined
    case '--because':
      told.because = value ?? ''
      return undefined
    case '--waive':
      return waived(told, value ?? '')
    case '--planned':
      told.planned = true
      return undefined
    case '--dry-run':
      told.dryRun = true
      return undefined
    case '--abandon':
      told.abandon = true
      return undefined
    case '--yes':
    case '-y':
      return undefined
    default:
      return `unknown option ${word}`
  }
}

function waived(told: Told, name: string): string | undefined {
  const guard = GUARDS.find((known) => known === name)
  if (guard === undefined) {
    const meant = nearest(name, GUARDS)
    return `no guard is named "${name}"${meant === undefined ? '' : `, did you mean "${meant}"?`} guards: ${GUARDS.join(', ')}`
  }
  told.waives.push(guard)
  return undefined
}

function asked({ abandon, because, dryRun, planned, rest, to, waives }: Told): Understood {
  const why = because === undefined ? {} : { because }
  const [verb, object, ...more] = rest
  if (more.length > 0) return none(`too many words: ${more.join(' ')}`)
  const move = (ask: Ask): Understood => ({ is: 'understood', words: { is: 'move', ask, waives, dryRun, ...why } })
  if (to !== undefined && verb !== undefined) return none(`--to and "${verb}" are two commands`)
  if (to !== undefined) {
    return to === 'auto' || isRegion(to) ? move({ kind: 'move-to', to, planned }) : none(`"${to}" is no region`)
  }
  if (verb === 'evacuate' && object !== undefined) {
    return isZoneId(object) ? move({ kind: 'evacuate', zone: object }) : none(`"${object}" is no zone id`)
  }
  if ((verb === 'freeze' || verb === 'thaw') && object !== undefined) {
    return isRegion(object) ? move({ kind: verb, region: object }) : none(`"${object}" is no region`)
  }
  if (object !== undefined) return none(`too many words: ${object}`)
  if (verb === 'back') return move({ kind: 'back' })
  if (verb === 'thaw') return move({ kind: 'thaw' })
  if (verb === 'resume') return { is: 'understood', words: { is: abandon ? 'abandon' : 'resume', ...why } }
  return verb === 'halt'
    ? { is: 'understood', words: { is: 'halt', ...why } }
    : none(`"${rest.join(' ')}" is no command`)
}

const none = (why: string): Understood => ({ is: 'none', message: `${why}, allowed: ${ALLOWED}` })
