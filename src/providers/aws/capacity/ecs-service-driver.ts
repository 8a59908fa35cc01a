/**
 * `ecs-service`: sees to it that a region runs the tasks to serve the app. Tasks of Fargate need no EBS unless the service
 * gives each a volume of its own; instances that are launched for tasks have roots on it (law 9).
 */
import { type Service as EcsService, UpdateServiceCommand } from '@aws-sdk/client-ecs'
import { z } from 'zod'
import type { Region } from '../../../model/place.js'
import type { End, Tactic } from '../../../model/plan.js'
import type { Inspection } from '../../../model/resource.js'
import {
  type AwsContext,
  answersFact,
  driverOf,
  inRegion,
  type MakeDriver,
  regionsWith,
  targetIn,
} from '../driver-context.js'
import { type Finding, type LiveCheck, severityOf } from '../live-check.js'
import { controlOf } from '../places.js'
import { seenIn } from '../plan-data.js'
import { capacityActs, type Fleet, type Found, type Refusal } from './capacity-acts.js'
import { standing, standingIn } from './capacity-figures.js'
import { fleetFact, inspectFleet } from './capacity-inspect.js'
import { capacityTactics } from './capacity-tactics.js'
import type { Settings } from './ecs-service.js'
import { groundOf, makesVolumes, serviceIn } from './ecs-service-look.js'
import { fleetsNow } from './fleets-now.js'
import { addressesFor } from './subnets.js'

const ASK_MS = 2_500
const NOUN = 'tasks'

interface FoundService extends Found {
  readonly service: EcsService
}

/** A service has no bounds of its own. */
const policyOf = (settings: Settings) => ({ ...settings, raise_max: false })
const ofService = standing.extend({ ebs: z.boolean(), ec2: z.boolean() })

export const make: MakeDriver = (resource, context) => {
  const settings = resource.settings as unknown as Settings
  const look = (at: Region, signal: AbortSignal) => lookAt(at, settings, context, signal)
  const fleet: Fleet<FoundService> = {
    ...{ noun: NOUN, service: 'ecs' },
    look: (at, _, signal) => look(at, signal),
    change: async (at, _, { desired: desiredCount }, __, signal) => {
      const command = new UpdateServiceCommand({ ...named(settings, at), desiredCount })
      await context.aws.call('ecs', targetIn(at, settings.role), command, signal)
    },
  }
  return driverOf(resource, context, {
    inspect: (signal) =>
      inspectFleet(
        {
          ...{ resource: resource.name, noun: NOUN, policy: policyOf(settings) },
          regions: regionsWith(settings.service, context),
          plane: (at) => controlOf('ecs', at),
          look,
          say: ({ figures, service, useful }) =>
            `${service.serviceName} runs ${useful} tasks, and wants ${figures.desired}`,
          state: ({ service }) => {
            const ground = groundOf(service)
            return { ebs: makesVolumes(ground), ec2: ground.on === 'provided' }
          },
        },
        context,
        signal,
      ),
    tactics: (end, seen) => tactics(resource.name, end, seen, settings),
    acts: capacityActs(resource.name, fleet, context.clock),
  })
}

function tactics(resource: string, end: End, seen: Inspection, settings: Settings): readonly Tactic[] {
  if (end.kind !== 'capacity' || settings.service[end.at] === undefined) return []
  const { at, from } = end
  const found = seenIn(seen.state, at, ofService)
  const ecs = controlOf('ecs', at)
  const launch = [
    ...(found?.ec2 ? [controlOf('ec2', at)] : []),
    ...(found?.ebs === false ? [] : [controlOf('ebs', at)]),
  ]
  return capacityTactics({
    ...{ resource, noun: NOUN, at, from, policy: policyOf(settings), seen: found, source: standingIn(seen, from) },
    needs: { change: [ecs], launch },
    prerequisites: [answersFact(ecs), fleetFact(at)],
    ...{ carried: {}, expectedMs: 60_000 },
  })
}

const named = ({ cluster, service }: Settings, at: Region) => ({
  cluster: inRegion(cluster, at, 'ECS cluster'),
  service: inRegion(service, at, 'ECS service'),
})

async function lookAt(at: Region, settings: Settings, { aws }: AwsContext, signal: AbortSignal): Promise<FoundService> {
  const service = await serviceIn(named(settings, at), targetIn(at, settings.role), { aws }, signal, ASK_MS)
  return {
    service,
    figures: { desired: service.desiredCount ?? 0 },
    useful: service.runningCount ?? 0,
    pending: service.pendingCount ?? 0,
    refusals: refusalsOf(service),
    // The scheduler tries again and again; only time tells that it does so in vain.
    isRefused: () => false,
  }
}

/** How the scheduler words it: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html */
const SHORT = /unable to place|capacity is unavailable|RESOURCE:|unable to consistently start/i

function refusalsOf({ deployments = [], events = [] }: EcsService): readonly Refusal[] {
  const ofEvents = events.flatMap(({ createdAt, id = '', message = '' }): readonly Refusal[] =>
    SHORT.test(message) ? [{ id, at: createdAt?.getTime() ?? 0, says: message }] : [],
  )
  const ofDeployments = deployments.flatMap(
    ({ id = '', rolloutState, rolloutStateReason, updatedAt }): readonly Refusal[] =>
      rolloutState === 'FAILED'
        ? [{ id, at: updatedAt?.getTime() ?? 0, says: rolloutStateReason ?? `deployment ${id} failed` }]
        : [],
  )
  return [...ofEvents, ...ofDeployments]
}

/**
 * That each service exists, stands where it is told to, is not in the middle of a deployment that failed, and has addresses
 * left in its subnets for the tasks that the largest of them runs.
 */
export const check: LiveCheck = async ({ name, settings }, context, signal) => {
  const own = settings as unknown as Settings
  const { looks, wanted } = await fleetsNow(regionsWith(own.service, context), 'ecs', own.capacity, (at) =>
    lookAt(at, own, context, signal),
  )
  const findings = context.regions.map(async ({ region: at }): Promise<readonly Finding[]> => {
    const say = (rule: string, severity: Finding['severity'], says: string, next: string): Finding[] => [
      { rule, severity, resource: name, says, next },
    ]
    const found = looks.get(at)
    if (!found) {
      return say('service-unnamed', 'warning', `the policy names no ECS service in ${at}`, `name the service of ${at}`)
    }
    if (found.is === 'none') {
      const severity = severityOf(found)
      return say('service-missing', severity, found.because, 'mend the name in the policy, or make the service')
    }
    const { figures, refusals, service, useful } = found.answer
    const what = `${own.service[at]} in ${at}`
    const subnets = service.networkConfiguration?.awsvpcConfiguration?.subnets ?? []
    const arrivals = { resource: name, what, noun: NOUN, more: wanted - useful, subnets }
    const [refused] = refusals
    return [
      ...(refused && useful < figures.desired
        ? say(
            'service-short',
            'error',
            `${what} runs ${useful} of ${figures.desired} tasks: ${refused.says}`,
            'see what the service lacks there',
          )
        : []),
      ...(await addressesFor(arrivals, own, at, context, signal, ASK_MS)),
    ]
  })
  return (await Promise.all(findings)).flat()
}
