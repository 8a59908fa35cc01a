/** From the policy's `store` to the store itself. */
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { OperatingError } from '../../model/error.js'
import type { Store } from '../../model/world.js'
import { type FileStoreOptions, fileStore } from './file-store.js'

const FILE = 'file:'

/** The store at `place` as the policy writes it, else in `defaultDir`; `unsupported` for what this version cannot reach. */
export function storeAt(place: string | undefined, defaultDir: string, options: FileStoreOptions): Store {
  return fileStore(place === undefined ? defaultDir : dirOf(place), options)
}

/** `file:PATH`, relative to the working directory; also `file:///PATH`, and `~/` for the home directory. */
function dirOf(place: string): string {
  if (!place.startsWith(FILE) || place === FILE) throw unsupported(place)
  const named = place.slice(FILE.length)
  if (named.startsWith('//')) return fromUrl(place)
  return path.resolve(named.replace(/^~(?=\/|$)/, () => os.homedir()))
}

function fromUrl(place: string): string {
  try {
    return fileURLToPath(place)
  } catch (thrown) {
    const says = `store: ${place} is no file of this machine`
    throw new OperatingError('unsupported', says, 'write file:PATH or file:///PATH', { cause: thrown })
  }
}

function unsupported(place: string): OperatingError {
  const says = `store: ${place} cannot be used: this version keeps its journal in files only`
  const next =
    'write store: file:PATH, on a disk outside the regions that may fail, and run the controller and the switch on that machine'
  return new OperatingError('unsupported', says, next)
}
