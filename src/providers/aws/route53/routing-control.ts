/**
 * ARC's routing controls, over the five regional endpoints of their cluster. Any endpoint may be away, one is always being
 * worked on: a call begins at one drawn by lot and goes on to the others in turn
 * (https://docs.aws.amazon.com/r53recovery/latest/dg/route53-arc-best-practices.regional.html).
 */
import {
  GetRoutingControlStateCommand,
  UpdateRoutingControlStatesCommand,
} from '@aws-sdk/client-route53-recovery-cluster'
import { OperatingError } from '../../../model/error.js'
import { isRegion } from '../../../model/place.js'
import type { Random } from '../../../model/world.js'
import type { Command } from '../call/caller.js'
import type { Target } from '../call/client-settings.js'
import { type Asked, type AwsContext, asked, targetIn } from '../driver-context.js'
import { routingControlData } from '../places.js'
import type { RoutingControl, Settings } from './route53-record.js'

const READ_MS = 1_000
const CHANGE_MS = 3_000
/** Another endpoint may do what this one could not; a refusal is the same at each. */
const NEXT_ENDPOINT: readonly string[] = ['unreachable', 'timed-out', 'throttled']

export type ControlState = 'On' | 'Off'

/** What calls are made with. */
export interface Cluster {
  readonly of: RoutingControl
  readonly role: Settings['role']
  readonly context: AwsContext
}

interface Endpoint {
  readonly region: string
  readonly target: Target
}

const endpointsOf = ({ of, role }: Cluster): readonly Endpoint[] =>
  Object.entries(of.endpoints).flatMap(([region, endpoint]) =>
    isRegion(region) ? [{ region, target: { ...targetIn(region, role), endpoint } }] : [],
  )

/** In an order drawn by lot (Fisher and Yates). */
function shuffled<Each>(all: readonly Each[], random: Random): readonly Each[] {
  const mixed = [...all]
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    const [a, b] = [mixed[last], mixed[other]]
    if (a !== undefined && b !== undefined) [mixed[last], mixed[other]] = [b, a]
  }
  return mixed
}

/** The first endpoint's answer; throws what a refusal says, or `unreachable` with what each endpoint said. */
async function inTurn<Output>(
  cluster: Cluster,
  command: () => Command<Output>,
  signal: AbortSignal,
  ms: number,
): Promise<Output> {
  const { aws, random } = cluster.context
  const said: string[] = []
  for (const { region, target } of shuffled(endpointsOf(cluster), random)) {
    if (signal.aborted) break
    try {
      return await aws.call('route53-recovery-cluster', target, command(), signal, ms)
    } catch (thrown) {
      if (!(thrown instanceof OperatingError) || !NEXT_ENDPOINT.includes(thrown.code)) throw thrown
      said.push(`${region}: ${thrown.message}`)
    }
  }
  const what = `none of the ${said.length} endpoints of the routing-control cluster asked did it: ${said.join('; ')}`
  throw new OperatingError('unreachable', what)
}

/** The state of one control, from whichever endpoint says it. */
export async function controlState(cluster: Cluster, arn: string, signal: AbortSignal): Promise<ControlState> {
  const command = () => new GetRoutingControlStateCommand({ RoutingControlArn: arn })
  const { RoutingControlState } = await inTurn(cluster, command, signal, READ_MS)
  return RoutingControlState === 'On' ? 'On' : 'Off'
}

/** All controls at once: either all of them are set, or none is. */
export async function setControls(
  cluster: Cluster,
  states: readonly { readonly arn: string; readonly state: ControlState }[],
  signal: AbortSignal,
): Promise<void> {
  const entries = states.map(({ arn, state }) => ({ RoutingControlArn: arn, RoutingControlState: state }))
  const command = () => new UpdateRoutingControlStatesCommand({ UpdateRoutingControlStateEntries: entries })
  try {
    await inTurn(cluster, command, signal, CHANGE_MS)
  } catch (thrown) {
    throw ruled(thrown)
  }
}

/** A safety rule's no is an answer, and passes: its wait period does, and a gate may be opened. */
function ruled(thrown: unknown): unknown {
  if (!(thrown instanceof OperatingError) || thrown.code !== 'conflict') return thrown
  if (!/rule|wait ?period/i.test(thrown.message)) return thrown
  const next =
    'see the safety rules of the control panel: a wait period passes by itself, a gating control must be opened'
  return new OperatingError('refused', `a safety rule refused it: ${thrown.message}`, next, { cause: thrown })
}

/** What each endpoint answers, asked side by side, and the states that came of it. */
export interface ClusterSeen {
  readonly endpoints: readonly { readonly region: string; readonly found: Asked<ControlState> }[]
  readonly controls: { readonly [region: string]: ControlState }
}

/** One question to each endpoint, the controls shared out among them; what is left over then goes to those that answered. */
export async function lookAround(cluster: Cluster, signal: AbortSignal): Promise<ClusterSeen> {
  const { aws } = cluster.context
  const controls = Object.entries(cluster.of.controls)
  const ask = (target: Target, arn: string): Promise<Asked<ControlState>> =>
    asked(routingControlData, async () => {
      const command = new GetRoutingControlStateCommand({ RoutingControlArn: arn })
      const said = await aws.call('route53-recovery-cluster', target, command, signal, READ_MS)
      return said.RoutingControlState === 'On' ? 'On' : 'Off'
    })
  const endpoints = await Promise.all(
    endpointsOf(cluster).map(async ({ region, target }, index) => {
      const [at, arn] = controls[index % controls.length] ?? ['', '']
      return { region, target, at, found: await ask(target, arn) }
    }),
  )
  const answering = endpoints.filter(({ found }) => found.is === 'answer')
  const known = new Map(
    answering.flatMap(({ at, found }) => (found.is === 'answer' ? [[at, found.answer] as const] : [])),
  )
  const rest = answering.length > 0 ? controls.filter(([at]) => !known.has(at)) : []
  await Promise.all(
    rest.map(async ([at, arn], index) => {
      const through = answering[index % answering.length]
      const found = through && (await ask(through.target, arn))
      if (found?.is === 'answer') known.set(at, found.answer)
    }),
  )
  return { endpoints: endpoints.map(({ found, region }) => ({ region, found })), controls: Object.fromEntries(known) }
}
