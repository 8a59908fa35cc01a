import { describe, expect, it } from 'vitest'
import type { Incident } from '../../src/report/incident.js'
import { postMortem } from '../../src/report/markdown.js'
import { report } from '../../src/report/report.js'
import { abandoned, plan, recovered, wentBack } from './fixtures/journal.js'

function incidentOf(entries: typeof recovered, length = entries.length): Incident {
  const incident = report(entries.slice(0, length))
  if (!incident) throw new Error('no incident')
  return incident
}

/** The body of the section under `title`. */
function section(document: string, title: string): string {
  const body = document.split(/^## /m).find((part) => part.startsWith(`${title}\n`))
  if (body === undefined) throw new Error(`no section "${title}"`)
  return body
}

const HOSTILE = 'x | y\n\n# `z` <script>&amp;</script> **b** [c](d)\u001b[2J\n- e'

describe('the post-mortem', () => {
  it('is the document kept in fixtures/post-mortem.md.txt', async () => {
    await expect(postMortem(incidentOf(recovered))).toMatchFileSnapshot('fixtures/post-mortem.md.txt')
  })

  it('has every section at every line of the journal, in this order', () => {
    for (const length of abandoned.keys()) {
      const titles = [...postMortem(incidentOf(abandoned, length + 1)).matchAll(/^## (.+)$/gm)].map(
        ([, title]) => title,
      )
      expect(titles).toEqual([
        ...['Impact', 'Recovery time', 'Timeline', 'What was seen', 'Decision', 'Plan', 'Loss'],
        ...['To do by hand', 'To be written by people'],
      ])
    }
  })

  it('tells when it began and since when users were served, though no one was there to write it down', () => {
    const timeline = section(postMortem(incidentOf(recovered)), 'Timeline')
    expect(timeline).toContain('| 2026-11-24 14:15:00.000 UTC | +0.000 s | monitoring | first bad sample |')
    expect(timeline).toContain('| 2026-11-24 14:15:04.700 UTC | +4.700 s | users | served from here on')
  })

  it('gives the evidence: each place with its health, since when, and the votes', () => {
    const seen = section(postMortem(incidentOf(recovered)), 'What was seen')
    expect(seen).toMatch(
      /\| use1-az1 \| impaired \| .*14:15:00.000 UTC \| .*14:15:02.000 UTC \| http 0 pass, 3 fail, 0/,
    )
  })

  it('gives the decision with every guard’s words, and who waived which', () => {
    const decision = section(postMortem(incidentOf(wentBack)), 'Decision')
    expect(decision).toContain('ada asks for eu-west-1')
    expect(decision).toContain('- Waived by ada (us-east-1 is lost to us): replica-lag, which said "block: orders lags')
    expect(decision).toContain('### failover us-east-1 → eu-west-1 (chosen)')
    expect(decision).toContain('| evidence | allow | fresh on us-east-1, eu-west-1 |')
    expect(decision).toContain('| replica-lag | waived | block: orders lags 41 s, limit 30 s |')
  })

  it('gives the plan with its point of no return, each step’s end, and what was passed over', () => {
    const steps = section(postMortem(incidentOf(abandoned)), 'Plan')
    expect(steps).toContain('Plan 0123456789ab, expected to take about 2.5 s; may lose up to 40 ms of writes')
    expect(steps).toContain('Point of no return: step 3, "promote orders in eu-west-1 (pg_promote)"')
    expect(steps).toMatch(
      /\| 3 \| promote orders .* \| no \| failed \| 2 \| 500 ms \| 990 ms \| no answer within 10 s \|/,
    )
    expect(steps).toMatch(/\| 4 \| answer www.shop.test .* \| waiting \| 0 \| 1 s \| - \|/)
    expect(steps).toContain('| orders.fenced | stop | impaired | postgres/control@us-east-1 is needed')
    expect(steps).toContain('| dns control planes | no | front.traffic |')
  })

  it('puts the loss told before beside the loss measured after', () => {
    const loss = section(postMortem(incidentOf(recovered)), 'Loss')
    expect(loss).toContain('Told before: may lose up to 40 ms of writes.')
    expect(loss).toContain('Measured after: 3 acknowledged writes lost, over 40 ms.')
    expect(section(postMortem(incidentOf(recovered, 1)), 'Loss')).toContain('Nothing was told before.')
  })

  it('says at the top what to do next while it is halted', () => {
    const [top = ''] = postMortem(incidentOf(abandoned, 9)).split('## Impact')
    expect(top).toContain('| next | look at the replica; then "failover resume" |')
  })

  it('is not broken by what the world, a driver or a person wrote', () => {
    const incident = incidentOf(recovered)
    const steps = plan.steps.map((step) => ({ ...step, says: HOSTILE }))
    const document = postMortem({
      ...incident,
      because: HOSTILE,
      plan: { ...plan, steps },
      steps: incident.steps.map((progress) => ({
        ...progress,
        because: HOSTILE,
        step: { ...progress.step, says: HOSTILE },
      })),
      timeline: incident.timeline.map((entry) => ({ ...entry, by: HOSTILE, text: HOSTILE })),
      evidence: incident.evidence.map((seen) => ({
        ...seen,
        forced: { state: 'impaired', by: HOSTILE, because: HOSTILE },
      })),
      decision: { ...incident.decision, because: HOSTILE },
    })
    const sound = postMortem(incident)
    const shape = (text: string): readonly string[] =>
      text.split('\n').filter((line) => /^(#|- |\|\s*---|```|$)/.test(line))
    expect(shape(document).map((line) => line[0])).toEqual(shape(sound).map((line) => line[0]))
    expect(document.replaceAll('\n', '')).not.toMatch(/<(?!br>)|\p{Cc}/u)
    for (const line of document.split('\n').filter((each) => each.startsWith('|'))) expect(line).toMatch(/ \|$/)
  })
})
