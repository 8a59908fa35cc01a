/** One line for people for each event of the journal: the wording shared by progress, timeline and dashboard. */
import type { JournalEvent, Loss, Outcome, Verification } from '../model/journal.js'
import { describeMove, type Trigger } from '../model/move.js'
import { nameOf } from '../model/place.js'
import type { StepId } from '../model/plan.js'
import { formatMs } from '../model/units.js'
import { oneLine } from './printable.js'

/** `event` as one line without a full stop; `says` gives a step's words from its id. */
export const eventLine = (event: JournalEvent, says: (step: StepId) => string): string => oneLine(words(event, says))

function words(event: JournalEvent, says: (step: StepId) => string): string {
  switch (event.kind) {
    case 'incident-opened':
      return `incident opened: ${describeMove(event.move)}, ${triggerLine(event.trigger)}`
    case 'plan-accepted':
      return `plan ${event.plan.hash} accepted: ${event.plan.steps.length} steps, about ${formatMs(event.plan.expectedMs)}`
    case 'step-started':
      return `started: ${says(event.step)}${event.attempt > 1 ? ` (attempt ${event.attempt})` : ''}`
    case 'step-done':
      return event.already
        ? `already so: ${says(event.step)} (${event.because})`
        : `done in ${formatMs(event.tookMs)}: ${says(event.step)} (${event.because})`
    case 'step-failed':
      return `failed, ${LEADS_TO[event.leadsTo]}: ${says(event.step)} (${event.because})`
    case 'step-undone':
      return `undone: ${says(event.step)} (${event.because})`
    case 'halted':
      return `halted: ${event.because}; next: ${event.passes ? 'whoever leads tries it again by itself, or ' : ''}${event.next}`
    case 'resumed':
      return `resumed by ${event.by}`
    case 'verified':
      return `${verificationLine(event.verification)}; ${lossLine(event.loss)}`
    case 'note':
      return `${event.by} notes: ${event.text}`
    case 'incident-closed':
      return `${OUTCOMES[event.outcome]}: ${event.because}`
  }
}

const LEADS_TO = {
  retry: 'trying again',
  'carry-on': 'carrying on without it',
  undo: 'going back',
  halt: 'halting',
} as const

const OUTCOMES: Readonly<Record<Outcome, string>> = {
  recovered: 'recovered',
  done: 'done',
  'went-back': 'went back to where it began',
  abandoned: 'abandoned',
}

/** What set a move off: `use1-az1 is impaired`, `asked by ada: maintenance`. */
export function triggerLine(trigger: Trigger): string {
  switch (trigger.kind) {
    case 'impairment':
      return `${nameOf(trigger.of)} is impaired`
    case 'recovery':
      return `${nameOf(trigger.of)} is well again`
    case 'operator':
      return `asked by ${trigger.name}${trigger.because === undefined ? '' : `: ${trigger.because}`}`
    case 'drill':
      return `drill ${trigger.id}`
  }
}

/** What users see, in a line. */
export function verificationLine({ because, is }: Verification): string {
  const words = {
    served: 'users are served',
    'not-yet': 'users are not served yet',
    unknown: 'not known if users are served',
  }
  return `${words[is]}: ${because}`
}

/** What was lost, in a line. */
export function lossLine(loss: Loss): string {
  if (loss.is === 'unknown') return `loss not known: ${loss.because}`
  if (loss.writes === 0) return 'no write lost'
  return `${loss.writes} acknowledged ${loss.writes === 1 ? 'write' : 'writes'} lost, over ${formatMs(loss.ms)}`
}
