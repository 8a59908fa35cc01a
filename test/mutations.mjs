// Checks the checkers: plants one fault at a time into the code, runs days over it, and tells which law saw it. A fault that
// no day shows has survived: then the laws or the days are too weak, and the exit code is 1.
//
//   npm run mutate                  all faults
//   npm run mutate -- cooldown      those whose name has the word
//   MUTATION_SEEDS=100 npm run mutate   with so many random days after those made for each fault
//
// A fault is an exact text of one file and what stands in its place; when the text is gone, the table is out of date, which
// is an error too. Nothing is changed in the tree: the fault is planted as the code is bundled, in a directory of its own.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { rolldown } from 'rolldown'
import { FAULTS } from './mutations/faults.mjs'

const ROOT = join(import.meta.dirname, '..')
/** Random days after those made for a fault. */
const SEEDS = Array.from({ length: Number(process.env.MUTATION_SEEDS ?? 12) }, (_, index) => String(index + 1))
/** A day that takes longer has a fault that lets it run in circles. */
const DAY_MS = 120_000

const words = process.argv.slice(2)
const chosen = FAULTS.filter(({ name }) => words.every((word) => name.includes(word)))
const work = mkdtempSync(join(tmpdir(), 'mutations-'))
symlinkSync(join(ROOT, 'node_modules'), join(work, 'node_modules'), 'dir')
writeFileSync(join(work, 'package.json'), '{ "type": "module" }')

/** Bundles the runner with `edits` planted; throws when the text of one is not there exactly once. */
async function bundle(name, edits) {
  const planted = new Set()
  const plant = {
    name: 'plant',
    transform(code, id) {
      const mine = edits.filter(({ file }) => relative(ROOT, id) === file)
      return mine.reduce((text, { from, to }) => {
        const count = text.split(from).length - 1
        if (count !== 1) throw new Error(`"${from}" stands ${count} times in ${relative(ROOT, id)}`)
        planted.add(from)
        return text.replace(from, () => to)
      }, code)
    },
  }
  const input = join(ROOT, 'test/mutations/run-days.ts')
  const external = (id) => !/^[./]/.test(id)
  const build = await rolldown({ input, platform: 'node', external, plugins: [plant], logLevel: 'silent' })
  const dir = join(work, name.replace(/\W+/g, '-'))
  mkdirSync(dir)
  await build.write({ dir, entryFileNames: 'run.js', format: 'esm' })
  await build.close()
  const missing = edits.find(({ from }) => !planted.has(from))
  if (missing) throw new Error(`"${missing.from}" was not planted: ${missing.file} is not part of what runs`)
  return join(dir, 'run.js')
}

/** What each day breaks; a day that does not end is told as the law L16. */
function run(script, days, first) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script, ...(first ? ['--first'] : []), ...days], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const lines = []
    let text = ''
    let errors = ''
    let timer
    const wait = () => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        const day = days[lines.length] ?? 'the next'
        lines.push({ day, broken: [{ law: 'L16', atMs: 0, what: `${day} did not end` }] })
        child.kill('SIGKILL')
      }, DAY_MS)
    }
    wait()
    child.stdout.on('data', (part) => {
      text += part
      const whole = text.split('\n')
      text = whole.pop()
      for (const line of whole) lines.push(JSON.parse(line))
      wait()
    })
    child.stderr.on('data', (part) => {
      errors += part
    })
    child.on('close', (code) => {
      clearTimeout(timer)
      if (code !== 0 && lines.length === 0)
        lines.push({ day: days[0], broken: [{ law: 'bug', atMs: 0, what: errors.slice(-400) }] })
      resolve(lines)
    })
  })
}

/** Days that are broken by the code as it is say nothing of a fault. */
async function sound(days) {
  const lines = await run(await bundle('as it is', []), days, false)
  for (const { broken, day } of lines) {
    for (const { law, what } of broken.slice(0, 3)) console.log(`as it is, "${day}" breaks ${law}: ${what}`)
  }
  return new Set(lines.filter(({ broken }) => broken.length === 0).map(({ day }) => day))
}

async function hunt({ days = [], edits, law, name }, well) {
  const began = performance.now()
  const order = [...new Set([...days, ...SEEDS])].filter((day) => well.has(day))
  try {
    const lines = await run(await bundle(name, edits), order, true)
    const caught = lines.find(({ broken }) => broken.length > 0)
    const seconds = Math.round((performance.now() - began) / 1000)
    if (!caught)
      return { name, survived: true, says: `SURVIVED ${lines.length} days (${law} was to see it, ${seconds} s)` }
    const by = caught.broken.find((broken) => broken.law === law) ?? caught.broken[0]
    const other = by.law === law ? '' : ` (${law} was to see it)`
    return { name, survived: false, says: `caught by ${by.law}${other}, ${caught.day}: ${by.what} (${seconds} s)` }
  } catch (thrown) {
    return { name, survived: true, says: `NOT PLANTED: ${thrown.message}` }
  }
}

const named = [...new Set(chosen.flatMap(({ days = [] }) => days))]
const well = await sound([...named, ...SEEDS])
const waiting = [...chosen]
const results = []
await Promise.all(
  Array.from({ length: Math.min(availableParallelism(), waiting.length) }, async () => {
    for (let fault = waiting.shift(); fault; fault = waiting.shift()) {
      const result = await hunt(fault, well)
      results.push(result)
      console.log(`${result.name}: ${result.says}`)
    }
  }),
)
rmSync(work, { recursive: true, force: true })
const survived = results.filter((result) => result.survived)
console.log(
  `${results.length - survived.length} of ${results.length} faults caught, ${well.size} of ${named.length + SEEDS.length} days sound`,
)
process.exit(survived.length > 0 ? 1 : 0)
