/**
 * The observer that asks over the network: HTTP, TCP, TLS and DNS. One look asks every target, each with its own
 * deadline, over connections that are held between looks; when one of these closes, it wakes the watcher.
 */
import type { SecureContext } from 'node:tls'
import type { Check, Observation } from '../model/health.js'
import type { Subject } from '../model/place.js'
import type { Clock, Look, Observer, Random } from '../model/world.js'
import { Asking } from './asking.js'
import { DnsLine } from './dns-line.js'
import { HandshakeLine } from './handshake-line.js'
import { HttpLine } from './http-line.js'
import { type Line, unseen } from './line.js'
import { paced } from './pace.js'
import { Pulse } from './pulse.js'
import type { Target } from './targets.js'
import { trustIn } from './trust.js'

export interface ProberParts {
  readonly clock: Clock
  readonly random: Random
  /** This build's version, for the `user-agent`. */
  readonly version?: string
  /** Certificate authorities to trust instead of the system's and `NODE_EXTRA_CA_CERTS`; PEM. */
  readonly roots?: string
}

/** A look keeps so much of its time for what is under way when it ends. */
const LAST_MS = 50

interface Post {
  readonly target: Target
  readonly line: Line
  asking?: Asking
}

/** The observer of `targets`. Holds connections until it is closed. */
export function prober(targets: readonly Target[], parts: ProberParts): Observer {
  return new Prober(targets, parts)
}

class Prober implements Observer {
  readonly name = 'probes'
  readonly #clock: Clock
  readonly #random: Random
  readonly #posts: readonly Post[]
  readonly #pulse: Pulse
  readonly #stop = new AbortController()
  readonly #underWay = new Set<Asking>()
  readonly #wakes: ((of: Subject) => void)[] = []

  constructor(targets: readonly Target[], parts: ProberParts) {
    const trust = trustIn(parts.roots)
    this.#clock = parts.clock
    this.#random = parts.random
    this.#pulse = new Pulse(parts.clock, (now) => this.#expire(now))
    this.#posts = targets.map((target) => ({
      target,
      line: lineOf(target, parts, trust, () => this.#wake(target.of)),
    }))
  }

  async look({ deadlineMs, only }: Look): Promise<readonly Observation[]> {
    const posts = only ? this.#posts.filter(({ target }) => only(target.of)) : this.#posts
    const lookEndsAt = this.#clock.monotonic() + deadlineMs
    const longestMs = posts.reduce((longest, { target }) => Math.max(longest, target.timeoutMs), 0)
    const first = Math.floor(this.#random() * posts.length)
    const askings: Asking[] = []
    const checks: Check[] = []
    const start = (index: number): void => {
      // Not always the same target first, nor always the same one last.
      const post = posts[(first + index) % posts.length]
      if (post) askings.push(this.#ask(post, lookEndsAt))
    }
    await paced(posts.length, deadlineMs - longestMs - LAST_MS, this.#clock, this.#stop.signal, start)
    await new Promise<void>((resolve) => {
      if (askings.length === 0) resolve()
      for (const asking of askings) asking.onEnd((check) => checks.push(check) === askings.length && resolve())
    })
    return checks
  }

  onSuspicion(wake: (of: Subject) => void): void {
    this.#wakes.push(wake)
  }

  async close(): Promise<void> {
    this.#stop.abort()
    for (const asking of [...this.#underWay]) asking.cancel('this monitor was stopped')
    this.#pulse.rest()
    for (const { line } of this.#posts) line.close()
  }

  /** The asking of a post; an earlier look's, where that is still under way. */
  #ask(post: Post, lookEndsAt: number): Asking {
    if (post.asking && !post.asking.isOver) return post.asking
    const { line, target } = post
    this.#pulse.start()
    const asking = new Asking({ target, line, clock: this.#clock, pulse: this.#pulse, lookEndsAt })
    post.asking = asking
    this.#underWay.add(asking)
    asking.onEnd(() => this.#underWay.delete(asking))
    asking.begin()
    return asking
  }

  #expire(now: number): void {
    for (const asking of this.#underWay) asking.expire(now)
    if (this.#underWay.size === 0) this.#pulse.rest()
  }

  #wake(of: Subject): void {
    for (const wake of this.#wakes) wake(of)
  }
}

function lineOf(target: Target, parts: ProberParts, trust: () => SecureContext, onNews: () => void): Line {
  const { question, timeoutMs } = target
  const { clock, random, version } = parts
  const source = target.source === undefined ? {} : { source: target.source }
  switch (question.kind) {
    case 'http': {
      const agent = version === undefined ? 'failover' : `failover/${version}`
      return new HttpLine({ question, ...source, clock, random, agent, trust, onNews })
    }
    case 'tcp':
    case 'tls':
      return new HandshakeLine({ question, ...source, clock, trust })
    case 'dns':
      return new DnsLine({ question, ...source, timeoutMs, clock, random })
    case 'none':
      return deaf(question.because)
  }
}

/** A target that cannot be asked. */
const deaf = (because: string): Line => ({
  ask: (settle) => settle(unseen(because)),
  giveUp: () => unseen(because),
  close: () => undefined,
})
