/**
 * How a scan asks: whatever AWS refuses or does not say is noted with the permission it wants, and the scan goes on without.
 * Nobody waits for a scan in an outage, so its readings have time.
 */
import { setMaxListeners } from 'node:events'
import { OperatingError } from '../../../model/error.js'
import type { Region } from '../../../model/place.js'
import type { Command } from '../call/caller.js'
import type { Clients } from '../call/catalogue.js'
import { iamAction } from '../call/operations.js'
import type { AwsContext } from '../driver-context.js'
import type { Unread } from './found.js'
import type { AppName } from './match.js'

const READ_MS = 20_000
const PAGES = 100

/** One page of a listing. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly next: string | undefined
}

export class Questions {
  readonly #unread = new Map<string, Unread>()
  readonly #answered = new Set<Region>()

  constructor(
    readonly app: AppName,
    readonly regions: readonly Region[],
    readonly context: AwsContext,
    readonly signal: AbortSignal,
  ) {
    // Every question under way listens to it.
    setMaxListeners(0, signal)
  }

  /** What was not answered, each permission in each region once. */
  get unread(): readonly Unread[] {
    // In the order of the regions asked, whichever answered first.
    return [...this.#unread.values()].sort((a, b) => this.regions.indexOf(a.region) - this.regions.indexOf(b.region))
  }

  /** The regions that answered nothing at all. */
  get silent(): readonly Region[] {
    return this.regions.filter((region) => !this.#answered.has(region))
  }

  /** The answer; nothing, and a note, where there is none. What `needsNoNote` does not matter to the policy. */
  async ask<Output>(
    service: keyof Clients,
    region: Region,
    command: Command<Output>,
    needsNoNote: (error: OperatingError) => boolean = () => false,
  ): Promise<Output | undefined> {
    try {
      const answer = await this.context.aws.call(service, { region }, command, this.signal, READ_MS)
      this.#answered.add(region)
      return answer
    } catch (thrown) {
      if (!(thrown instanceof OperatingError) || thrown.code === 'interlocked') throw thrown
      if (!needsNoNote(thrown)) this.#note(service, region, command, thrown)
      return undefined
    }
  }

  /** Every item of a listing; those before the page that was not answered. */
  async list<Output, Item>(
    service: keyof Clients,
    region: Region,
    command: (token: string | undefined) => Command<Output>,
    page: (output: Output) => Page<Item>,
  ): Promise<readonly Item[]> {
    const found: Item[] = []
    let token: string | undefined
    for (let count = 0; count < PAGES; count++) {
      const asking = command(token)
      const output = await this.ask(service, region, asking)
      if (output === undefined) return found
      const { items, next } = page(output)
      found.push(...items)
      if (next === undefined || next === '') return found
      token = next
      if (count === PAGES - 1) {
        const what = `${operationIn(asking)} has more than ${PAGES} pages in ${region}; the rest was not read`
        this.#note(service, region, asking, new OperatingError('refused', what))
      }
    }
    return found
  }

  /** `each` region at once. */
  inEach<Answer>(each: (region: Region) => Promise<readonly Answer[]>): Promise<readonly Answer[]> {
    return Promise.all(this.regions.map(each)).then((found) => found.flat())
  }

  #note(service: keyof Clients, region: Region, command: object, { code, message, next }: OperatingError): void {
    const operation = operationIn(command)
    const permission = iamAction(service, operation)
    const because = message.replace(`${service}:${operation} in ${region}: `, '').replace(/\s+/g, ' ')
    const unread = { permission, region, code, because, ...(next === undefined ? {} : { next }) }
    this.#unread.set(`${permission} ${region}`, unread)
  }
}

const operationIn = (command: object): string => command.constructor.name.replace(/Command$/, '')
