import { describe, expect, it } from 'vitest'
import type { Incident } from '../../src/report/incident.js'
import { report } from '../../src/report/report.js'
import { incidentText, took } from '../../src/report/text.js'
import { abandoned, recovered, wentBack } from './fixtures/journal.js'

function incidentOf(entries: typeof recovered, length = entries.length): Incident {
  const incident = report(entries.slice(0, length))
  if (!incident) throw new Error('no incident')
  return incident
}

const tag = (name: string) => (text: string) => `<${name}>${text}</${name}>`
const tags = { bold: tag('b'), dim: tag('dim'), good: tag('good'), warn: tag('warn'), bad: tag('bad') }

describe('the report on a terminal', () => {
  it('is the text kept in fixtures/report.txt', async () => {
    await expect(`${incidentText(incidentOf(recovered))}\n`).toMatchFileSnapshot('fixtures/report.txt')
  })

  it('leaves out what there is nothing to say of', () => {
    const text = incidentText(incidentOf(wentBack, 1))
    expect(text).not.toMatch(/^(Seen|Steps)$/m)
    expect(text).toMatch(/^Timeline$/m)
  })

  it('ends with what is left for people, where the eye rests', () => {
    const last = incidentText(incidentOf(abandoned, 9)).split('\n\n').at(-1)
    expect(last).toContain('By hand\n  - Halted part-way. Next: look at the replica; then "failover resume".')
  })

  it('tells a waiver before the guards', () => {
    expect(incidentText(incidentOf(wentBack))).toContain('  Waived by ada (us-east-1 is lost to us): replica-lag')
  })

  it('stresses an objective met or missed, what is not known, and what failed', () => {
    const incident = incidentOf(recovered)
    expect(incidentText(incident, tags)).toContain('<good>Recovery time 4.7 s, objective 5 min: met</good>')
    const late = { ...incident, recovery: { ...incident.recovery, timeObjectiveMs: 1_000 } }
    expect(incidentText(late, tags)).toContain('<bad>Recovery time 4.7 s, objective 1 s: missed</bad>')
    const early = incidentText(incidentOf(recovered, 5), tags)
    expect(early).toContain('<warn>Recovery point: loss not known: not counted yet, objective 30 s</warn>')
    expect(early).toContain('<bad>failed</bad>')
    expect(early).toContain('<warn>running</warn>')
    expect(early).toContain('<dim>waiting</dim>')
  })

  it('lets no text from outside steer the terminal', () => {
    const incident = incidentOf(recovered)
    const text = incidentText({ ...incident, because: '\u001b[2J\u0007', id: 'inc\u001b]0;x' })
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
  })

  it('measures the last attempt, never below nothing, and not before it has ended', () => {
    const [step] = incidentOf(recovered).steps
    if (!step) throw new Error('no step')
    expect(took({ ...step, startedAt: 100, endedAt: 350 })).toBe('250 ms')
    expect(took({ ...step, startedAt: 350, endedAt: 100 })).toBe('0 ms')
    const { endedAt: _, ...running } = step
    expect(took(running)).toBe('-')
  })
})
