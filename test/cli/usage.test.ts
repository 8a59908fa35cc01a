import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import type { Ending } from '../../src/cli/exit.js'
import { didYouMean, endByEndings, fullName } from '../../src/cli/usage.js'

function shop(): Command {
  const program = new Command('shop')
    .version('1.2.3')
    .helpCommand(true)
    .action(() => undefined)
  program.configureOutput({ writeOut: () => undefined, writeErr: () => undefined })
  program
    .command('open <day>')
    .option('--late <hour>', 'how late')
    .action(() => undefined)
  const stock = program.command('stock').description('the stock')
  stock.command('count').action(() => undefined)
  endByEndings(program)
  return program
}

async function endOf(line: string): Promise<Ending | undefined> {
  try {
    await shop().parseAsync(line.split(' ').filter(Boolean), { from: 'user' })
    return undefined
  } catch (thrown) {
    return thrown as Ending
  }
}

describe('a slip of the hand', () => {
  it.each([
    ['opne monday', "unknown command 'opne'; did you mean open?", '"shop --help" shows how'],
    ['dance', "unknown command 'dance'", '"shop --help" shows how'],
    ['stock cuont', "unknown command 'cuont'; did you mean count?", '"shop stock --help" shows how'],
    ['--hepl', "unknown option '--hepl'; did you mean --help?", '"shop --help" shows how'],
    ['open monday --lat 3', "unknown option '--lat'; did you mean --late?", '"shop open --help" shows how'],
    ['open monday --late', "option '--late <hour>' argument missing", '"shop open --help" shows how'],
    ['open', "missing required argument 'day'", '"shop open --help" shows how'],
    [
      'stock count 3',
      "too many arguments for 'count'. Expected 0 arguments but got 1.",
      '"shop stock count --help" shows how',
    ],
  ])('%s: is told with what was meant, and where it is explained', async (line, message, next) => {
    expect(await endOf(line)).toMatchObject({ exitCode: 2, message, next })
  })

  it('of a group alone asks which of its commands', async () => {
    expect(await endOf('stock')).toMatchObject({ exitCode: 2, message: 'say what to do: shop stock has count' })
  })

  it('is none: what is asked for is done, help and version are no mistake and need no word', async () => {
    expect(await endOf('open monday --late 3')).toBeUndefined()
    expect(await endOf('')).toBeUndefined()
    for (const line of ['--help', 'open --help', '--version', 'help open']) {
      expect(await endOf(line)).toMatchObject({ exitCode: 0, message: '' })
    }
  })
})

describe('the words of usage', () => {
  it('name a command as it is typed', () => {
    const program = shop()
    expect(program.commands.flatMap((each) => [each, ...each.commands]).map(fullName)).toEqual([
      ...['shop open', 'shop stock', 'shop stock count'],
    ])
  })

  it('suggest only what is near', () => {
    expect(didYouMean('eu-west-2', ['us-east-1', 'eu-west-1'])).toBe('; did you mean eu-west-1?')
    expect(didYouMean('mars', ['us-east-1', 'eu-west-1'])).toBe('')
  })
})
