/** The question before anything is changed. Without a terminal there is no one to ask, so `--yes` must have been said. */
import { Ending, EXIT } from './exit.js'
import type { Output } from './output.js'

/** Whether the person at the terminal, or `--yes` for them, says yes to `question`. */
export async function confirmed(
  question: string,
  { yes }: { readonly yes?: boolean },
  output: Output,
): Promise<boolean> {
  if (yes) return true
  if (!output.interactive || process.stdin.isTTY !== true) {
    const why = output.json ? 'with --json nothing is asked' : 'without a terminal there is no one to ask'
    throw new Ending(EXIT.usage, `not confirmed; nothing was changed: ${why}`, 'say --yes, or --dry-run to rehearse')
  }
  const { confirm } = await import('@clack/prompts')
  return (await confirm({ message: question, initialValue: false })) === true
}
