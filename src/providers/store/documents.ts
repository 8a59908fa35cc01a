/**
 * Small documents, one file a key, whose version is the hash of their text. A new one is linked into place, which only
 * one writer can do; one that exists is compared and replaced under a lock that is held for that moment alone. Readers
 * need no lock: they find the old text or the new.
 */
import { createHash } from 'node:crypto'
import path from 'node:path'
import { OperatingError } from '../../model/error.js'
import type { Clock, Versioned } from '../../model/world.js'
import { createFile, ensureDir, readText, removeFile, replaceFile } from './files.js'
import { dropLock, takeLock } from './lock.js'

const KEY_BYTES_MAX = 180
const PATIENCE_MS = 5_000
const BETWEEN_TRIES_MS = 5

export class Documents {
  readonly #dir: string
  readonly #lock: string

  /** Keeps its documents under the store's directory `dir`, which is made by the first write. */
  constructor(
    dir: string,
    readonly clock: Clock,
  ) {
    this.#dir = path.join(dir, 'documents')
    this.#lock = path.join(dir, 'documents-lock')
  }

  async get(key: string): Promise<Versioned | undefined> {
    const text = await readText(this.#file(key))
    return text === undefined ? undefined : versioned(text)
  }

  async put(key: string, text: string, expected: string | undefined): Promise<Versioned> {
    const file = this.#file(key)
    if (expected === undefined) {
      await ensureDir(this.#dir)
      if (!(await createFile(file, text))) throw conflict(key, await this.get(key), expected)
      return versioned(text)
    }
    if ((await this.get(key))?.version !== expected) throw conflict(key, await this.get(key), expected)
    return this.#alone(file, async () => {
      const found = await this.get(key)
      if (found?.version !== expected) throw conflict(key, found, expected)
      await replaceFile(file, text)
      return versioned(text)
    })
  }

  async remove(key: string): Promise<void> {
    const file = this.#file(key)
    if ((await readText(file)) !== undefined) await this.#alone(file, () => removeFile(file))
  }

  async #alone<Value>(file: string, work: () => Promise<Value>): Promise<Value> {
    const began = this.clock.monotonic()
    const wish = { holder: 'a write of a document', since: this.clock.now(), epochFloor: async () => 0 }
    for (;;) {
      const taken = await takeLock(this.#lock, wish)
      if (taken.is === 'taken') return work().finally(() => dropLock(this.#lock, taken.note))
      if (this.clock.monotonic() - began > PATIENCE_MS) throw busy(file, taken.by.pid, taken.by.host)
      await this.clock.sleep(BETWEEN_TRIES_MS)
    }
  }

  #file(key: string): string {
    const name = encoded(key)
    if (name.length > 0 && name.length <= KEY_BYTES_MAX) return path.join(this.#dir, name)
    const says = `the store cannot keep a document under "${key}": a key has 1 to ${KEY_BYTES_MAX} characters`
    throw new OperatingError('store', says, 'use a shorter name')
  }
}

/** Safe as a file name anywhere, also where capitals do not count; no dot, so neither `..` nor a half-written file. */
const encoded = (key: string): string =>
  key.replace(/[^a-z0-9_-]/gu, (character) => Buffer.from(character).toString('hex').replace(/../g, '%$&'))

const versioned = (text: string): Versioned => ({
  text,
  version: createHash('sha256').update(text).digest('hex').slice(0, 32),
})

function conflict(key: string, found: Versioned | undefined, expected: string | undefined): OperatingError {
  const says = `${key} is at ${found?.version ?? 'nothing'}, not at ${expected ?? 'nothing'}: another wrote it meanwhile`
  return new OperatingError('conflict', says, 'read it again, and write again if that is still right')
}

function busy(file: string, pid: number, host: string): OperatingError {
  const says = `the store cannot write ${file}: process ${pid} on ${host} is in the middle of a write and does not end it`
  return new OperatingError('store', says, 'see whether that process is paused; continue or end it')
}
