/** The commands of the local cloud. */
import type { Command } from 'commander'
import { example, runs, shared } from './command-parts.js'
import type { LocalBreakOptions, LocalUpOptions } from './commands/local.js'
import type { DemoOptions, GlobalOptions } from './options.js'

/** `demo`, and `local` with its own commands. */
export function localCommands(program: Command): void {
  shared(program.command('demo'))
    .description('a real failover on this machine, end to end, in under a minute')
    .option(
      '--scenario <name>',
      'region-loss, zone-loss, stuck-database, bad-release or planned-switchover',
      'region-loss',
    )
    .option('--stay', 'leave the local cloud running afterwards')
    .addHelpText('after', example('failover demo --scenario zone-loss'))
    .action(runs<DemoOptions>(async (output, options) => (await import('./commands/demo.js')).demo(output, options)))
  const local = program
    .command('local')
    .description('the local cloud to play with: up, status, break, heal, down')
    .helpCommand(false)
    .addHelpText('after', example('failover local up', 'failover local break us-east-1', 'failover local down'))
  shared(local.command('up'))
    .description('start two regions of three zones, databases and a name server, and leave them running')
    .addHelpText('after', example('failover local up'))
    .action(runs<LocalUpOptions>(async (output, options) => (await import('./commands/local.js')).up(output, options)))
  shared(local.command('status'))
    .description('what runs where, and what is broken')
    .addHelpText('after', example('failover local status'))
    .action(runs<GlobalOptions>(async (output) => (await import('./commands/local.js')).status(output)))
  shared(local.command('break <target> [kind]'))
    .description('break a zone, a region or "dns": kill, hang, slow, errors, db-stuck, partition')
    .option('--with <place>', 'for a partition: the other side, a region or a vantage')
    .option('--percent <share>', 'for errors: how many of a hundred requests fail', '100')
    .option('--delay <ms>', 'for slow: how late each answer is, in ms', '2000')
    .addHelpText('after', example('failover local break us-east-1 kill', 'failover local break use1-az1 hang'))
    .action(
      runs<LocalBreakOptions>(async (output, options, target = '', kind = 'kill') =>
        (await import('./commands/local.js')).breakPlace(output, options, target, kind),
      ),
    )
  shared(local.command('heal [target]'))
    .description('undo what was broken: everything, or one place')
    .addHelpText('after', example('failover local heal', 'failover local heal us-east-1'))
    .action(
      runs<GlobalOptions>(async (output, _options, target) =>
        (await import('./commands/local.js')).heal(output, target),
      ),
    )
  shared(local.command('down'))
    .description('stop everything and leave nothing behind')
    .addHelpText('after', example('failover local down'))
    .action(runs<GlobalOptions>(async (output) => (await import('./commands/local.js')).down(output)))
}
