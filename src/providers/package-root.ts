/** Where this package is, whichever way its code was built: what it ships beside its code is found from here. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { invariant } from '../model/invariant.js'

/** The nearest directory above this file that holds a `package.json`. */
export function packageRoot(): string {
  let dir = path.dirname(fileURLToPath(import.meta.url))
  while (!existsSync(path.join(dir, 'package.json'))) {
    const above = path.dirname(dir)
    invariant(above !== dir, `no package.json above ${import.meta.url}`)
    dir = above
  }
  return dir
}
