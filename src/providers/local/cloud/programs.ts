/** The local cloud's own programs, as files that Node can run: from the build, wherever the caller's code runs from. */
import path from 'node:path'
import { packageRoot } from '../../package-root.js'

/** `name`, relative to this folder, such as `shop/main.js`. */
export const programFile = (name: string): string =>
  path.join(packageRoot(), 'dist', 'providers', 'local', 'cloud', ...name.split('/'))
