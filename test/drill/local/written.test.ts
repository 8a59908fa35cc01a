import { describe, expect, it } from 'vitest'
import { leasesIn, writtenIn } from '../../../src/drill/local/written.js'
import type { JournalEntry } from '../../../src/model/journal.js'

const entry = (seq: number, epoch: number, by: string): JournalEntry => ({
  ...{ seq, epoch, by, at: 1_000 + seq * 10, incident: 'one', event: { kind: 'note', by, text: 'a word' } },
})

describe('the journal of a local drill', () => {
  it('tells by the epoch which host wrote, and names people by themselves', () => {
    const leases = [{ atMs: 0, epoch: 1, host: 'host-1' }]
    const written = writtenIn([entry(1, 1, 'watcher of host-1'), entry(2, 2, 'operator-1')], leases, 1_000)
    expect(written.map(({ atMs, host }) => [atMs, host])).toEqual([
      [10, 'host-1'],
      [20, 'operator-1'],
    ])
    expect(leasesIn(written, leases)).toEqual([...leases, { atMs: 20, epoch: 2, host: 'operator-1' }])
  })
})
