/** Every command with its options and an example; the code of a command is loaded only when it is the one asked for. */
import { Command } from 'commander'
import { collect, example, runs, shared } from './command-parts.js'
import type { AuditOptions } from './commands/audit.js'
import type { DrillOptions } from './commands/drill.js'
import type { IamOptions } from './commands/iam.js'
import type { InitOptions } from './commands/init.js'
import { Ending, EXIT } from './exit.js'
import type { LiveOptions } from './game-day/terms.js'
import type { GlobalOptions, MoveOptions, PlanOptions, WatchOptions } from './options.js'
import { localCommands } from './program-local.js'
import { endByEndings } from './usage.js'
import { version } from './version.js'

const GROUPS = { act: 'Move:', see: 'See:', rehearse: 'Rehearse:', aws: 'On AWS:', local: 'Try it here:' } as const

const EXIT_CODES = `

Exit codes:
  0 done, 1 a bug, 2 bad usage or policy, 3 held by a guard, 4 halted part-way,
  5 not the leader, 6 a drill, a demo, an audit or validate --live failed`

/** The whole command line, ready to parse. */
export function programFor(): Command {
  const program = new Command('failover')
    .description('Watches every zone an app runs in, and moves its traffic and its writer to a standby region.')
    .version(version())
    .option('--policy <file>', 'else $FAILOVER_POLICY, ./failover.yaml, or the running local cloud’s policy')
    .option('--json', 'one stable document on standard output and nothing else there')
    .option('--profile <name>', 'a profile of your AWS configuration')
    .enablePositionalOptions()
    .helpCommand('help [command]', 'the options of a command, and an example')
  theSwitch(program)
  program.commandsGroup(GROUPS.act)
  moves(program)
  program.commandsGroup(GROUPS.see)
  views(program)
  program.commandsGroup(GROUPS.rehearse)
  drills(program)
  program.commandsGroup(GROUPS.aws)
  awsCommands(program)
  program.commandsGroup(GROUPS.local)
  localCommands(program)
  endByEndings(program)
  return program
}

function moveOptions(command: Command): Command {
  return command
    .option('--dry-run', 'rehearse: read and check everything, change nothing')
    .option('-y, --yes', 'do not ask before acting')
    .option('--waive <guard>', 'overrule one guard, by name, on record (again for another)', collect)
    .option('--because <why>', 'the reason, for the record')
    .option('--plan <hash>', 'carry out this plan and no other')
    .option('--break-glass', 'act without the store: record here, merge later')
}

function theSwitch(program: Command): void {
  moveOptions(program.option('--to <region>', 'the switch: move the app to this region, or to the best ("auto")'))
    .option('--planned', 'with --to: a switchover that waits for zero lag and loses nothing')
    .addHelpText('after', example('failover --to eu-west-1 --dry-run', 'failover --to eu-west-1') + EXIT_CODES)
    .action(
      runs<MoveOptions & { readonly to?: string }>(async (output, options) => {
        if (options.to === undefined) {
          throw new Ending(
            EXIT.usage,
            'say what to do: --to REGION is the switch',
            '"failover --help" lists the commands',
          )
        }
        const { to } = await import('./commands/to.js')
        await to(output, options, options.to)
      }),
    )
}

function moves(program: Command): void {
  moveOptions(shared(program.command('evacuate <zone>')))
    .description('leave a zone: traffic goes to the other zones of its region')
    .addHelpText('after', example('failover evacuate use1-az1'))
    .action(
      runs<MoveOptions>(async (output, options, zone = '') =>
        (await import('./commands/to.js')).evacuate(output, options, zone),
      ),
    )
  moveOptions(shared(program.command('back')))
    .description('return home: a switchover with the roles exchanged, or an evacuated zone taken back')
    .addHelpText('after', example('failover back --dry-run'))
    .action(runs<MoveOptions>(async (output, options) => (await import('./commands/to.js')).back(output, options)))
  moveOptions(shared(program.command('freeze <region>')))
    .description('change nothing there that need not be, and suspend what would, until it is thawed by hand')
    .addHelpText('after', example('failover freeze us-east-1 --dry-run'))
    .action(
      runs<MoveOptions>(async (output, options, region = '') =>
        (await import('./commands/to.js')).freeze(output, options, region),
      ),
    )
  moveOptions(shared(program.command('thaw [region]')))
    .description('lift a freeze: resume what was suspended while control planes were sick, and nothing else')
    .addHelpText('after', example('failover thaw us-east-1 --dry-run'))
    .action(
      runs<MoveOptions>(async (output, options, region) =>
        (await import('./commands/to.js')).thaw(output, options, region),
      ),
    )
  shared(program.command('resume'))
    .description('go on with an incident that was halted or whose controller died')
    .option('--abandon', 'close it instead, as it stands; nothing more is done or undone')
    .option('--because <why>', 'the reason, for the record')
    .addHelpText('after', example('failover resume'))
    .action(
      runs<GlobalOptions & { abandon?: boolean; because?: string }>(async (output, options) =>
        (await import('./commands/resume.js')).resume(output, options),
      ),
    )
  shared(program.command('halt'))
    .description('stop the running move safely, before its next step')
    .option('--because <why>', 'the reason, for the record')
    .addHelpText('after', example('failover halt --because "wrong region"'))
    .action(
      runs<GlobalOptions & { because?: string }>(async (output, options) =>
        (await import('./commands/halt.js')).halt(output, options),
      ),
    )
  shared(program.command('watch'))
    .description('the controller: observe, and act by the policy; dashboard, API and metrics')
    .option('--port <port>', 'where the dashboard listens; 0 for any free port', '8480')
    .option('--host <address>', 'the address it listens on', '127.0.0.1')
    .addHelpText('after', example('failover watch --port 8480'))
    .action(
      runs<WatchOptions>(async (output, options) =>
        (await import('./commands/watch.js')).watchCommand(output, options),
      ),
    )
}

function views(program: Command): void {
  shared(program.command('plan'))
    .description('print the plan of a move, with planes, tactics passed over, time and loss; changes nothing')
    .requiredOption('--to <region>', 'the region to move to, or "auto"')
    .option('--planned', 'the plan of a switchover')
    .option('--format <format>', 'text, json or mermaid', 'text')
    .addHelpText('after', example('failover plan --to eu-west-1 --format mermaid'))
    .action(runs<PlanOptions>(async (output, options) => (await import('./commands/plan.js')).plan(output, options)))
  shared(program.command('status'))
    .description('where things stand: health, roles, lag, the open incident')
    .addHelpText('after', example('failover status'))
    .action(
      runs<GlobalOptions>(async (output, options) => (await import('./commands/status.js')).status(output, options)),
    )
  shared(program.command('report [id]'))
    .description('the incident as text or Markdown; the newest unless named')
    .option('--format <format>', 'text or markdown', 'text')
    .option('--list', 'all incidents, a line each')
    .option('--rehearsals', 'what scheduled rehearsals came to, and what changed from one to the next')
    .addHelpText('after', example('failover report --format markdown > post-mortem.md'))
    .action(
      runs<GlobalOptions & { format: string; list?: boolean; rehearsals?: boolean }>(async (output, options, id) =>
        (await import('./commands/report.js')).reportCommand(output, options, id),
      ),
    )
  shared(program.command('validate [file]'))
    .description('check a policy: every fault at once, with line and column')
    .option('--live', 'look at what it names as well: does it exist, is a foot-gun loaded; changes nothing')
    .addHelpText('after', example('failover validate failover.yaml', 'failover validate --live'))
    .action(
      runs<GlobalOptions & { live?: boolean }>(async (output, options, file) =>
        (await import('./commands/validate.js')).validate(output, options, file),
      ),
    )
  audits(program)
}

function audits(program: Command): void {
  shared(program.command('audit [section]'))
    .description('what would stop a failover today, and what it leans on; "audit ebs": what stands on block storage')
    .option('--fail-on <severity>', 'error, warning or note: from here on the audit fails', 'error')
    .option(
      '--must-survive <loss>',
      'fail unless the move is still made without it, as us-east-1 (again for another)',
      collect,
    )
    .option('--html', 'a page that stands alone, for a browser')
    .option('--markdown', 'a page for a pull request or a wiki')
    .option('--sarif', 'SARIF 2.1.0, for code hosts')
    .option('--junit', 'JUnit XML, for build servers')
    .addHelpText(
      'after',
      example(
        'failover audit',
        'failover audit ebs',
        'failover audit --html > audit.html',
        'failover audit --fail-on warning --must-survive us-east-1 --sarif',
      ),
    )
    .action(
      runs<AuditOptions>(async (output, options, section) =>
        (await import('./commands/audit.js')).auditCommand(output, options, section),
      ),
    )
}

function drills(program: Command): void {
  shared(program.command('drill [files...]'))
    .description('replay outages through the controller: simulated, in seconds, or in the local cloud')
    .option('--list', 'the drills that are shipped')
    .option('--all', 'all of them, and what they say of the controller’s judgement in figures')
    .option('--seed <n>', 'what is left to chance; else as each drill says')
    .option('--seeds <n>', 'so many seeds of each, one after another')
    .option('--trace', 'the whole story: events, minds, journal, calls')
    .option('--html <file>', 'the picture of one run, as a page that stands alone')
    .option('--random <n>', 'so many days drawn from seeds, in which no law may be broken')
    .option('--world <world>', 'sim, or local: real processes on this machine, in real time', 'sim')
    .option('--live', 'a game day: a real switchover to the standby, and home again')
    .option('--to <region>', 'with --live: the standby; else the best')
    .option('--window <times>', 'with --live: begin and be home within it, as "10:00-12:00 Europe/Dublin"')
    .option('--until <time>', 'with --live: be home by then, as "12:00 Europe/Dublin"')
    .option('--stay <duration>', 'with --live: so long at the standby (5m)')
    .option('--share <percent>', 'with --live: so many of the users go along, at least 80%; the rest stays at home')
    .option('--max-errors <share>', 'with --live: home at once when more looks as a user fail (5%)')
    .option('--dry-run', 'with --live: show both plans, change nothing')
    .option('-y, --yes', 'with --live: do not ask before acting')
    .option('--waive <guard>', 'with --live: overrule one guard, by name, on record (again for another)', collect)
    .option('--because <why>', 'with --live: the reason, for the record')
    .addHelpText(
      'after',
      example(
        'failover drill --list',
        'failover drill calm-day --trace',
        'failover drill my-incident.yaml --html run.html',
        'failover drill zone-killed --world local',
        'failover drill --live --window "10:00-12:00 Europe/Dublin" --dry-run',
      ),
    )
    .action(
      runs<DrillOptions & LiveOptions & { readonly live?: boolean }>(async (output, options, ...files) =>
        options.live
          ? (await import('./commands/game-day.js')).gameDay(output, options)
          : (await import('./commands/drill.js')).drill(output, options, ...files),
      ),
    )
}

function awsCommands(program: Command): void {
  shared(program.command('init'))
    .description('write a policy from what runs in your AWS account, with comments on what was not found')
    .requiredOption('--app <name>', 'the app: a tag (app, App, application, Name) or a part of names')
    .requiredOption('--regions <list>', 'the primary and its standbys, such as us-east-1,eu-west-1')
    .option('--out <file>', 'where to write it; "-" for standard output', 'failover.yaml')
    .option('--force', 'overwrite a file that is there')
    .addHelpText('after', example('failover init --app shop --regions us-east-1,eu-west-1'))
    .action(runs<InitOptions>(async (output, options) => (await import('./commands/init.js')).init(output, options)))
  shared(program.command('iam'))
    .description('print the least-privilege IAM policies this policy wants: to look, to act, to audit')
    .option('--only <which>', 'looking, acting or auditing: that document alone')
    .option('--role <arn>', 'of a role that the policy names, instead of whoever runs this')
    .addHelpText('after', example('failover iam --only looking > looking.json'))
    .action(runs<IamOptions>(async (output, options) => (await import('./commands/iam.js')).iam(output, options)))
}
