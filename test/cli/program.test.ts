import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import type { Ending } from '../../src/cli/exit.js'
import { programFor } from '../../src/cli/program.js'
import { fullName } from '../../src/cli/usage.js'
import { failover, ROOT } from './fixtures/command.js'

const below = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(below)]
const wordsOf = (command: Command): readonly string[] => fullName(command).split(' ').slice(1)
const NAMES = below(programFor()).map((command) => wordsOf(command))

/** What `program` prints for `words`, and how it ends. */
async function printed(words: readonly string[], program = programFor()): Promise<{ out: string; ending?: Ending }> {
  let out = ''
  for (const command of below(program)) {
    command.configureOutput({ writeOut: (text) => (out += text), writeErr: (text) => (out += text) })
  }
  try {
    await program.parseAsync([...words], { from: 'user' })
    return { out }
  } catch (thrown) {
    return { out, ending: thrown as Ending }
  }
}

/** The lines of the examples in a help text. */
const examplesIn = (help: string): readonly string[] =>
  [...help.matchAll(/^ {2}\$ failover (.+)$/gm)].flatMap(([, line]) => line ?? [])

describe('help', () => {
  it.each(NAMES.map((words) => [words.join(' ') || '(the switch)', words] as const))(
    'of %s says what it does and how, with an example that is a valid command line',
    async (_, words) => {
      const { ending, out } = await printed([...words, '--help'])
      expect(ending).toMatchObject({ exitCode: 0, message: '' })
      expect(out).toMatch(/^Usage: failover/)
      const examples = examplesIn(out)
      expect(examples.length).toBeGreaterThan(0)
      for (const example of examples) {
        const program = programFor()
        let ran: Command | undefined
        for (const command of below(program)) {
          command.action((...given) => {
            ran = given.at(-1) as Command
          })
        }
        const [line = ''] = example.split(' > ')
        expect(await printed(line.match(/"[^"]*"|\S+/g) ?? [], program)).toEqual({ out: '' })
        expect(ran && wordsOf(ran).slice(0, words.length)).toEqual(words)
      }
    },
  )

  it('tells the exit codes, and the commands in groups', async () => {
    const { out } = await printed(['--help'])
    expect(out).toMatch(/^Exit codes:\n {2}0 done, 1 a bug, 2 bad usage/m)
    expect(out).toMatch(
      /^Move:\n(?: .*\n)+\nSee:\n(?: .*\n)+\nRehearse:\n(?: .*\n)+\nOn AWS:\n(?: .*\n)+\nTry it here:\n/m,
    )
  })
})

describe('the command line', () => {
  it('asks what to do when nothing is said', async () => {
    const { ending } = await printed([])
    expect(ending).toMatchObject({ exitCode: 2, message: 'say what to do: --to REGION is the switch' })
  })

  it.each(['status', 'local up', 'evacuate use1-az1'])('does not drop the switch in silence for %s', async (line) => {
    const { ending } = await printed(['--to', 'eu-west-1', ...line.split(' ')])
    expect(ending).toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/^--to REGION moves the app, and \w+ is another/),
    })
  })

  it.each([
    [['--policy', 'a.yaml', '--json', 'plan', '--to', 'eu-west-1']],
    [['plan', '--to', 'eu-west-1', '--policy', 'a.yaml', '--json']],
    [['--json', 'plan', '--policy=a.yaml', '--to=eu-west-1']],
  ])('takes --policy and --json before a command’s name or after it: %j', async (words) => {
    const program = programFor()
    let options: object = {}
    for (const command of below(program)) {
      command.action((...given) => {
        options = (given.at(-1) as Command).optsWithGlobals()
      })
    }
    await printed(words, program)
    expect(options).toMatchObject({ policy: 'a.yaml', json: true, to: 'eu-west-1' })
  })

  it('collects every --waive', async () => {
    const program = programFor()
    let options: object = {}
    program.action(() => {
      options = program.opts()
    })
    await printed(['--to', 'auto', '--waive', 'cooldown', '--waive', 'replica-lag'], program)
    expect(options).toMatchObject({ to: 'auto', waive: ['cooldown', 'replica-lag'] })
  })
})

const HEAVY = [
  'pg',
  'undici',
  'dns-packet',
  'hono',
  '@hono/node-server',
  'pino',
  'pino-pretty',
  'listr2',
  'prom-client',
]

/** The packages and own files that a command line loads. */
async function loadedBy(args: readonly string[]): Promise<ReadonlySet<string>> {
  const ended = await failover(args, { node: ['--import', './test/cli/fixtures/tell-loaded.mjs'] })
  expect(ended.code).toBe(0)
  const urls = [...ended.stderr.matchAll(/^loaded (\S+)$/gm)].flatMap(([, url]) => url ?? [])
  const names = urls.map((url) => {
    const [, name] = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url) ?? []
    return name ?? url.replace(`file://${ROOT}/`, '')
  })
  return new Set(names)
}

describe('what is loaded', () => {
  const packagesIn = (loaded: ReadonlySet<string>): readonly string[] =>
    [...loaded].filter((name) => !name.startsWith('node:') && !name.startsWith('dist/bin/'))

  it.each([[['--help']], [['plan', '--help']], [['--version']]])(
    'for %j is a little of the bundle: no package, no policy, no provider',
    async (args) => {
      const loaded = await loadedBy(args)
      expect(packagesIn(loaded)).toEqual([])
      expect([...loaded].filter((name) => /bin\/(open|schemas|world|watch|demo)-/.test(name))).toEqual([])
    },
  )

  it('for checking a policy is the policy’s part of the bundle: no package, no provider, no network, no log', async () => {
    const loaded = await loadedBy(['validate', 'policies/storefront.yaml'])
    expect(packagesIn(loaded)).toEqual([])
    expect([...loaded].some((name) => name.startsWith('dist/bin/validate-'))).toBe(true)
    expect([...loaded].filter((name) => /bin\/(world|watch|demo)-/.test(name))).toEqual([])
    expect(HEAVY.filter((name) => loaded.has(name))).toEqual([])
  })
})
