import { describe, expect, it } from 'vitest'
import { telling } from '../../../src/cli/drill/local-telling.js'
import { localDrill } from '../../drill/local/fixtures/local-drill.js'
import { keptOutput } from '../fixtures/output.js'

const { events, policy } = localDrill(`events:
  - { at: 1s, for: 5s, release: { regions: [us-east-1, eu-west-1], errors: 40% } }
  - { at: 2s, partition: { between: [us-east-1, ap-southeast-1] } }
  - { at: 3s, for: 2s, controller: { pause: leader } }
  - { at: 4s, operator: { run: "--to eu-west-1" } }
until: 1m`)

describe('a local drill as it is told', () => {
  it('names what is done as a person would do it by hand', () => {
    const output = keptOutput({ json: false })
    const told = telling(policy, output)
    for (const event of events) told.onHappened(event, false, event.atMs)
    const [release] = events
    if (release) told.onHappened(release, true, 6_000)
    told.onAnswer('operator-1', 'held: eu-west-1 is impaired\nmore')
    expect(output.said.map((line) => line.trim())).toEqual([
      'T+1 s        failover local break us-east-1 errors --percent 40',
      'T+1 s        failover local break eu-west-1 errors --percent 40',
      'T+2 s        failover local break us-east-1 partition --with ap-southeast-1',
      'T+3 s        pause the watcher: leader for 2 s',
      'T+4 s        failover --to eu-west-1',
      'T+6 s        failover local heal us-east-1',
      'T+6 s        failover local heal eu-west-1',
      'operator-1   held: eu-west-1 is impaired',
    ])
  })
})
