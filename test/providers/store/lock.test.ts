import { mkdir, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  dropLock,
  holdsLock,
  type LockNote,
  lastNote,
  type Taken,
  takeLock,
} from '../../../src/providers/store/lock.js'
import { ownMark } from '../../../src/providers/store/process-mark.js'
import { tempDir } from './fixtures/temp-dir.js'

let dir: string
beforeEach(async () => {
  dir = path.join(await tempDir(), 'lease')
})

/** Takes it; `meanwhile` happens after it was seen free and before the note is made. */
const take = (holder: string, meanwhile: () => Promise<unknown> = async () => undefined): Promise<Taken> =>
  takeLock(dir, { holder, since: 0, epochFloor: () => meanwhile().then(() => 0) })

async function taken(holder: string, meanwhile?: () => Promise<unknown>): Promise<LockNote> {
  const answer = await take(holder, meanwhile)
  if (answer.is === 'held') throw new Error(`held by ${answer.by.holder}`)
  return answer.note
}

async function takeAndDrop(times: number): Promise<void> {
  for (let count = 0; count < times; count++) await dropLock(dir, await taken('other'))
}

/** A note as another process would have left it. */
async function leave(note: Partial<LockNote>): Promise<void> {
  const all = { ...ownMark(), number: 1, epoch: 1, holder: 'other', since: 0, token: 'other', ...note }
  await mkdir(dir, { recursive: true })
  await writeFile(path.join(dir, `${all.number}.held`), JSON.stringify(all))
}

describe('a taker that is overtaken between looking and taking', () => {
  it('finds the lock held when the other keeps it', async () => {
    expect(await take('slow', () => taken('other'))).toMatchObject({ is: 'held', by: { holder: 'other' } })
  })

  it.each([1, 2, 15, 16, 17, 40])('takes it after %i turns of another, under a higher epoch', async (turns) => {
    const note = await taken('slow', () => takeAndDrop(turns))
    expect(note).toMatchObject({ number: turns + 1, epoch: turns + 1 })
    expect(await holdsLock(dir, note)).toBe(true)
  })

  it.each([1, 16, 17, 40])(
    'finds it held after %i turns, and leaves nothing that could pass for a note',
    async (turns) => {
      const meanwhile = (): Promise<unknown> => takeAndDrop(turns).then(() => taken('other'))
      expect(await take('slow', meanwhile)).toMatchObject({ is: 'held', by: { number: turns + 1 } })
      const held = (await readdir(dir)).filter((name) => !name.endsWith('.free'))
      expect(held).toEqual([`${turns + 1}.held`])
    },
  )

  it('takes a dead holder’s lock only if nobody else did', async () => {
    await leave({ started: 'at another time', number: 7, epoch: 9 })
    expect(await take('slow', () => taken('other'))).toMatchObject({ is: 'held', by: { number: 8, epoch: 10 } })
  })
})

describe('whose lock it is', () => {
  it('is the dead’s no more: the next note follows theirs', async () => {
    await leave({ started: 'at another time', number: 7, epoch: 9 })
    expect(await taken('next')).toMatchObject({ number: 8, epoch: 10, holder: 'next' })
  })

  it('is left alone on another host, whose processes cannot be seen (law 1)', async () => {
    await leave({ host: 'elsewhere.test', pid: 1 })
    expect(await take('next')).toMatchObject({ is: 'held', unseen: true, by: { host: 'elsewhere.test' } })
  })

  it('is nobody’s after a drop, and a drop by who does not hold it does nothing', async () => {
    const first = await taken('first')
    await dropLock(dir, first)
    expect(await lastNote(dir)).toMatchObject({ free: true, note: { holder: 'first' } })
    const second = await taken('second')
    await dropLock(dir, first)
    expect(await holdsLock(dir, second)).toBe(true)
    expect(await holdsLock(dir, first)).toBe(false)
  })

  it('has no note where it never was taken', async () => {
    expect(await lastNote(dir)).toBeUndefined()
  })

  it('is not told by files that are no notes', async () => {
    await taken('first')
    for (const name of ['99.held.0.tmp', 'x.held', '-5.free', 'notes.txt']) await writeFile(path.join(dir, name), '')
    expect((await lastNote(dir))?.note.number).toBe(1)
  })
})
