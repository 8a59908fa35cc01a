import { describe, expect, it } from 'vitest'
import { OperatingError } from '../../../../src/model/error.js'
import type { Action } from '../../../../src/model/plan.js'
import {
  capacityActs,
  type Fleet,
  type Found,
  type Refusal,
} from '../../../../src/providers/aws/capacity/capacity-acts.js'
import type { Figures } from '../../../../src/providers/aws/capacity/capacity-figures.js'
import { CAPACITY_VERBS } from '../../../../src/providers/aws/capacity/capacity-tactics.js'
import { VirtualClock } from '../../../fixtures/virtual-clock.js'

/** A fleet of one's own, in memory: the arithmetic of waiting is tested here, the wire elsewhere. */
class Memory {
  figures: Figures = { desired: 1, min: 1, max: 10 }
  useful = 1
  pending = 0
  refusals: Refusal[] = []
  changes: Figures[] = []
  silent = false
  refusesAll = false
  /** What becomes of a change. */
  onChange = (to: Figures): void => {
    this.useful = to.desired
  }
  otherwise: () => boolean = () => false

  readonly fleet: Fleet<Found> = {
    noun: 'instances',
    service: 'autoscaling',
    look: async () => {
      if (this.silent) throw new OperatingError('unreachable', 'nobody answers')
      const { figures, pending, refusals, useful } = this
      return { figures, pending, refusals: [...refusals], useful, isRefused: () => this.refusesAll }
    },
    change: async (_, __, to) => {
      this.figures = to
      this.changes.push(to)
      this.onChange(to)
    },
    otherwise: async () => this.otherwise(),
  }
}

const data: Action['with'] = {
  ...{ at: 'eu-west-1', wanted: 4, enough: 4, raiseMax: false, was: { desired: 1, min: 1, max: 10 } },
}
const refusal = (id: string, at: number): Refusal => ({ id, at, says: `no capacity for m6i.large in eu-west-1a` })

function stand(fleet = new Memory()) {
  const clock = new VirtualClock()
  const acts = capacityActs('web', fleet.fleet, clock)
  const leash = { epoch: 1, signal: new AbortController().signal }
  const act = (verb: string) => {
    const found = acts[verb]
    if (!found) throw new Error(`no act ${verb}`)
    return found
  }
  return {
    ...{ clock, fleet },
    raise: () => clock.run(act(CAPACITY_VERBS.raise).apply(data, leash)),
    restore: () => act(CAPACITY_VERBS.restore).apply(data, leash),
    holds: (verb: keyof typeof CAPACITY_VERBS, more = {}) =>
      act(CAPACITY_VERBS[verb]).holds({ ...data, ...more }, leash),
  }
}

describe('capacity that is raised', () => {
  it('is there once so many serve, not once they are wanted', async () => {
    const { fleet, holds, raise } = stand()
    expect(await holds('raise')).toMatchObject({ is: 'no', because: expect.stringContaining('1 of 4 instances serve') })
    await raise()
    expect(fleet.changes).toEqual([{ desired: 4, min: 4, max: 10 }])
    expect(await holds('raise')).toMatchObject({ is: 'yes' })
  })

  it('is asked for once, however often it is tried', async () => {
    const { fleet, raise } = stand()
    await raise()
    await raise()
    expect(fleet.changes).toHaveLength(1)
  })

  it('leaves a maximum without room alone, unless the policy lets it be raised', async () => {
    const { fleet, raise } = stand()
    fleet.figures = { desired: 1, min: 1, max: 3 }
    await expect(raise()).rejects.toMatchObject({ code: 'refused', next: expect.stringContaining('raise_max') })
    expect(fleet.changes).toEqual([])
  })

  it('says at once, with its figures, that the provider has no more to give', async () => {
    const { clock, fleet, raise } = stand()
    fleet.onChange = () => {
      fleet.useful = 2
      fleet.refusals = [refusal('new', clock.now())]
      fleet.refusesAll = true
    }
    const said = await raise().catch((thrown: unknown) => thrown)
    expect(said).toMatchObject({ code: 'insufficient-capacity' })
    expect(String(said)).toContain('2 of the 4 instances')
    expect(String(said)).toContain('m6i.large in eu-west-1a')
  })

  it('waits a while before one zone that refused counts as all of them', async () => {
    const { clock, fleet, raise } = stand()
    fleet.onChange = () => {
      fleet.refusals = [refusal('new', clock.now())]
    }
    const began = clock.monotonic()
    await expect(raise()).rejects.toMatchObject({ code: 'insufficient-capacity' })
    expect(clock.monotonic() - began).toBeGreaterThanOrEqual(20_000)
  })

  it('takes another way where there is one, and forgets what the first was refused', async () => {
    const { clock, fleet, raise } = stand()
    fleet.onChange = () => {
      fleet.refusals = [refusal('new', clock.now())]
      fleet.refusesAll = true
    }
    fleet.otherwise = () => {
      fleet.refusesAll = false
      fleet.useful = 4
      return true
    }
    await raise()
    expect(fleet.useful).toBe(4)
  })

  it('does not take an earlier refusal for one of its own', async () => {
    const { clock, fleet, holds, raise } = stand()
    fleet.refusals = [refusal('old', clock.now() - 3_600_000)]
    await raise()
    expect(await holds('raise')).toMatchObject({ is: 'yes' })
  })

  it('is given back as it was', async () => {
    const { fleet, holds, raise, restore } = stand()
    await raise()
    expect(await holds('restore')).toMatchObject({ is: 'no' })
    await restore()
    expect(fleet.figures).toEqual({ desired: 1, min: 1, max: 10 })
    expect(await holds('restore')).toMatchObject({ is: 'yes' })
  })

  it('is not given back over the head of someone who changed its bounds', async () => {
    const { fleet, raise, restore } = stand()
    await raise()
    fleet.figures = { desired: 8, min: 6, max: 20 }
    await expect(restore()).rejects.toMatchObject({ code: 'conflict' })
  })
})

describe('capacity that was seen to be enough', () => {
  it('is refuted by a look, and not by a control plane that is silent', async () => {
    const { fleet, holds } = stand()
    expect(await holds('keep', { useful: 4 })).toMatchObject({ is: 'no' })
    fleet.useful = 4
    expect(await holds('keep', { useful: 4 })).toMatchObject({ is: 'yes' })
    fleet.silent = true
    expect(await holds('keep', { useful: 4 })).toMatchObject({
      is: 'yes',
      because: expect.stringContaining('were seen'),
    })
  })
})
