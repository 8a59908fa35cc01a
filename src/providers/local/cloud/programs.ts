/** The local cloud's own programs, as files that Node can run. */
import { fileURLToPath } from 'node:url'

/** `name` (relative to this folder, such as `shop/main.js`) in the build, also when this file runs from its source. */
export function programFile(name: string): string {
  const url = new URL(name, import.meta.url)
  return fileURLToPath(url).replace(/([\\/])src([\\/]providers[\\/]local[\\/]cloud)/, '$1dist$2')
}
