/** Rules of what the world itself reports, of quorums of single signals, and of endpoints. */
import { isMapping } from './choice.js'
import { atKey, atValue, type Finding, type Rule } from './rule.js'
import { isHostPort } from './rules-observe.js'
import type { PolicyFile } from './schema.js'
import type { Signal } from './signals.js'
import { notAmong, shown, wrong } from './wording.js'

const everySignal = (file: PolicyFile, find: (name: string, signal: Signal) => readonly Finding[]) =>
  Object.entries(file.observe.signals).flatMap(([name, signal]) => find(name, signal))

const quorums: Rule = {
  whole: [['observe', 'vantages']],
  find: ({ file }) =>
    everySignal(file, (name, signal) => {
      const most = file.observe.vantages.length
      if ('watch' in signal || signal.quorum === undefined || signal.quorum <= most) return []
      const allowed = `1 to ${most}, the number of vantages`
      return [atValue(['observe', 'signals', name, 'quorum'], wrong('quorum', signal.quorum, allowed))]
    }),
}

/** A signal that nobody will ever report leaves everything it speaks of unknown for ever. */
const reporters: Rule = {
  whole: [['world']],
  find: ({ file }) =>
    everySignal(file, (name, signal) => {
      if (!('watch' in signal) || file.world === 'aws') return []
      const why = 'the local cloud reports nothing of itself; ask it by a probe'
      return [
        atValue(['observe', 'signals', name, 'watch'], `watch: found ${shown(signal.watch)}, allowed: none; ${why}`),
      ]
    }),
}

const WAYS = ['tag', 'instances', 'groups', 'target_groups', 'load_balancers'] as const

const oneWay: Rule = {
  whole: [],
  find: ({ file }) =>
    everySignal(file, (name, signal) => {
      const [first, second] = WAYS.filter((way) => Object.entries(signal).some(([key, is]) => key === way && is))
      if (!('watch' in signal) || first === undefined || second === undefined) return []
      const message = `${second}: found beside ${shown(first)}, allowed: one way to say what is looked at`
      return [atKey(['observe', 'signals', name, second], message)]
    }),
}

const endpoints: Rule = {
  whole: [['regions', '*', 'zones']],
  find: ({ file }) => {
    const places = Object.entries(file.regions).flatMap(([region, { zones }]) => [region, ...zones])
    return Object.entries(file.observe.endpoints ?? {}).flatMap(([place, text]): readonly Finding[] => {
      const path = ['observe', 'endpoints', place]
      if (!places.includes(place)) return [atKey(path, notAmong('endpoints', place, places))]
      return isHostPort(text) ? [] : [atValue(path, wrong(place, text, 'a host and a port, as in 10.0.0.1:8080'))]
    })
  },
}

/** A dry run lets the probe function through by its name (law 18), so that name may be of nothing a move acts on. */
const probeFunction: Rule = {
  whole: [['observe', 'vantage_function']],
  find: ({ file, raw }) => {
    const { vantage_function: name } = file.observe
    const resources = isMapping(raw.plan) && isMapping(raw.plan.resources) ? raw.plan.resources : {}
    return Object.entries(resources).flatMap(([resource, settings]): readonly Finding[] => {
      const found = isMapping(settings) ? settings.function : undefined
      const names = isMapping(found) ? Object.values(found) : [found]
      if (name === undefined || !names.includes(name)) return []
      const path = ['plan', 'resources', resource, 'function']
      return [atValue(path, `function: found ${shown(name)}, which is observe.vantage_function, allowed: another`)]
    })
  },
}

export const watchRules: readonly Rule[] = [quorums, reporters, oneWay, endpoints, probeFunction]
