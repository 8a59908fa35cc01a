import type { GlobalOptions } from '../options.js'
import type { Output } from '../output.js'

export interface InitOptions extends GlobalOptions {
  readonly app: string
  readonly regions: string
  readonly out: string
  readonly force?: boolean
}

export async function init(_output: Output, _options: InitOptions): Promise<void> {
  throw new Error('not yet')
}
