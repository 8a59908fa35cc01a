// Runs every test and closes with one plain line, "N passed, N failed[, N skipped]", whatever else was printed.
// Arguments are passed on: `npm test -- test/plan`.
import { startVitest } from 'vitest/node'

const vitest = await startVitest('test', process.argv.slice(2), { watch: false })
const counts = { passed: 0, failed: 0, skipped: 0 }
for (const module of vitest.state.getTestModules()) {
  const before = counts.passed + counts.failed + counts.skipped
  for (const test of module.children.allTests()) counts[test.result().state] += 1
  // A file that could not even be collected has no tests to count, and is a failure all the same.
  if (module.state() === 'failed' && counts.passed + counts.failed + counts.skipped === before) counts.failed += 1
}
const stray = vitest.state.getUnhandledErrors().length
if (stray > 0) counts.failed += stray
// Nothing ran: a setup failed, or the arguments name no test.
if (counts.passed + counts.failed + counts.skipped === 0) counts.failed = 1
await vitest.close()
const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''
console.log(`\n${counts.passed} passed, ${counts.failed} failed${skipped}`)
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0
