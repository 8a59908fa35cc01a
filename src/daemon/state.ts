/**
 * What the watcher's page shows: the newest round, the journal as written so far, who leads, the last trouble. It is fed by
 * what the watch tells of itself, and asks neither the world nor the store for anything.
 *
 * Who follows is woken after a short while, once for many changes, and asks for what stands then; nobody's reading can
 * hold up the watch (law 19).
 */
import type { Outlook } from '../controller/foretell.js'
import type { Tick } from '../controller/tick.js'
import type { Observation } from '../model/health.js'
import type { JournalEntry } from '../model/journal.js'
import type { Clock } from '../model/world.js'
import type { Policy } from '../policy/policy.js'
import type { Rehearsal } from '../rehearse/rehearsal.js'
import { type Incident, incidents } from '../report/incident.js'
import type { Beacon } from './beacon.js'
import { Sightings } from './sightings.js'
import { statusOf } from './status.js'
import type { StatusDocument } from './status-document.js'
import type { Watcher } from './watcher.js'

const GATHER_MS = 50
const TROUBLES_KEPT = 8
/** Rounds that may be missed, and the least time to wait, before the loop counts as stopped. */
const MISSED_MAX = 5
const STOPPED_MIN_MS = 30_000

export interface Trouble {
  readonly at: number
  readonly doing: string
  readonly message: string
}

export class State implements Watcher {
  readonly #sightings = new Sightings()
  readonly #followers = new Set<() => void>()
  #entries: readonly JournalEntry[]
  #incidents: readonly Incident[] | undefined
  #tick: Tick | undefined
  #status: StatusDocument | undefined
  #troubles: readonly Trouble[] = []
  #nextLookAt: number | undefined
  #tickedMs: number
  #rehearsals: readonly Rehearsal[] = []
  #isActing = false
  #waking: NodeJS.Timeout | undefined

  constructor(
    readonly policy: Policy,
    readonly clock: Clock,
    readonly leader: Beacon,
    entries: readonly JournalEntry[],
    /** What is foretold of a failover as of one round; nothing is where this is left out. */
    readonly foretell?: (tick: Tick, entries: readonly JournalEntry[]) => readonly Outlook[],
  ) {
    this.#entries = entries
    this.#tickedMs = clock.monotonic()
  }

  onSeen(observations: readonly Observation[]): void {
    this.#sightings.note(observations)
  }

  onTick(tick: Tick, _tookMs: number, nextInMs: number): void {
    this.#tick = tick
    this.#tickedMs = this.clock.monotonic()
    this.#nextLookAt = this.clock.now() + nextInMs
    this.#changed()
  }

  onActing(): void {
    this.#isActing = true
    this.#nextLookAt = undefined
    this.#changed()
  }

  onResuming(): void {
    this.onActing()
  }

  onEnded(): void {
    this.#isActing = false
    this.#tickedMs = this.clock.monotonic()
    this.#changed()
  }

  onEntry(entry: JournalEntry): void {
    this.#entries = [...this.#entries, entry]
    this.#incidents = undefined
    this.#changed()
  }

  onRehearsed(rehearsal: Rehearsal): void {
    this.#rehearsals = [...this.#rehearsals.filter(({ drill }) => drill !== rehearsal.drill), rehearsal]
    this.#changed()
  }

  onTrouble(doing: string, message: string): void {
    this.#isActing = false
    const others = this.#troubles.filter((trouble) => trouble.doing !== doing || trouble.message !== message)
    this.#troubles = [{ at: this.clock.now(), doing, message }, ...others].slice(0, TROUBLES_KEPT)
    this.#changed()
  }

  /** Where things stand; undefined before the first look is over. */
  get status(): StatusDocument | undefined {
    if (!this.#tick) return undefined
    const at = this.clock.now()
    if (this.#status && at - this.#status.at < GATHER_MS) return this.#status
    this.#status = statusOf({
      ...{ policy: this.policy, tick: this.#tick, entries: this.#entries, at },
      rehearsals: this.#rehearsals,
      ...{ leader: this.leader, seen: (of) => this.#sightings.of(of) },
      ...(this.#nextLookAt === undefined ? {} : { nextLookAt: this.#nextLookAt }),
      ...(this.foretell ? { outlooks: this.foretell(this.#tick, this.#entries) } : {}),
    })
    return this.#status
  }

  /** Oldest first. */
  get incidents(): readonly Incident[] {
    this.#incidents ??= incidents(this.#entries)
    return this.#incidents
  }

  /** Newest first, each kind once. */
  get troubles(): readonly Trouble[] {
    return this.#troubles
  }

  /** How long no round has ended, in ms; a move under way is no standstill. */
  get standstillMs(): number {
    return this.#isActing ? 0 : this.clock.monotonic() - this.#tickedMs
  }

  get hasStopped(): boolean {
    return this.standstillMs > Math.max(STOPPED_MIN_MS, MISSED_MAX * this.policy.observe.everyMs)
  }

  /** Calls `wake` some time after each change, until the function it gives is called. */
  follow(wake: () => void): () => void {
    this.#followers.add(wake)
    return () => this.#followers.delete(wake)
  }

  #changed(): void {
    this.#status = undefined
    this.#waking ??= setTimeout(() => {
      this.#waking = undefined
      for (const wake of this.#followers) wake()
    }, GATHER_MS).unref()
  }
}
