import { readFileSync } from 'node:fs'
import path from 'node:path'
import { packageRoot } from '../providers/package-root.js'

/** This build's version, as its package says. */
export function version(): string {
  const text = readFileSync(path.join(packageRoot(), 'package.json'), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
