// Bundles the command, so that `failover --help` and `failover validate` start fast (docs/decisions/0004-one-bundle.md).
// Only what these two need is bundled; every other package is loaded when a command wants it.
import { defineConfig } from 'rolldown'

const BUNDLED = /^(commander|croner|picocolors|yaml|zod)(\/|$)/

export default defineConfig({
  input: { failover: 'dist/cli/main.js' },
  platform: 'node',
  external: (id) => !/^[./]/.test(id) && !BUNDLED.test(id),
  output: { dir: 'dist/bin', cleanDir: true, chunkFileNames: '[name]-[hash].js', minify: true, keepNames: true },
})
