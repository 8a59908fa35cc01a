// Bundles the command, so that `failover --help` and `failover validate` start fast (docs/decisions/0004-one-bundle.md).
// Only what these two need is bundled; every other package is loaded when a command wants it.
import { chmod } from 'node:fs/promises'
import { defineConfig } from 'rolldown'

/** npx links a command once and makes it executable then; one that is built anew has to be so by itself. */
const executable = { name: 'executable', writeBundle: () => chmod('dist/bin/failover.js', 0o755) }

const BUNDLED = /^(commander|croner|picocolors|yaml|zod)(\/|$)/

export default defineConfig({
  input: { failover: 'dist/cli/main.js' },
  platform: 'node',
  external: (id) => !/^[./]/.test(id) && !BUNDLED.test(id),
  plugins: [executable],
  output: { dir: 'dist/bin', cleanDir: true, chunkFileNames: '[name]-[hash].js', minify: true, keepNames: true },
})
