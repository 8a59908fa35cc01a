import { describe, expect, it } from 'vitest'
import { region } from '../../../../src/model/place.js'
import type { Json, TrafficEnd } from '../../../../src/model/plan.js'
import type { Inspection } from '../../../../src/model/resource.js'
import { calmWeights, type Group } from '../../../../src/providers/aws/traffic/global-accelerator-dials.js'
import { acceleratorTactics } from '../../../../src/providers/aws/traffic/global-accelerator-tactics.js'

const LISTENER = 'arn:aws:globalaccelerator::123456789012:accelerator/a/listener/l'
const group = (at: string, dial: number, weights: Group['weights']): Group => ({
  ...{ arn: `${LISTENER}/endpoint-group/${at}`, region: at, dial, weights },
})
const seen = (groups: readonly Group[], more: Inspection['state'] = {}): Inspection => ({
  ...{ resource: 'edge', type: 'global-accelerator', at: 0, facts: {}, gauges: [], impaired: [] },
  state: { groups: groups as unknown as Json, ...more },
})
const end = (more: Partial<TrafficEnd> = {}): TrafficEnd => ({
  ...{ kind: 'traffic', at: region('eu-west-1'), from: region('us-east-1'), without: [], percent: 100, final: true },
  ...more,
})
const TWO = [group('us-east-1', 100, { us: 128 }), group('eu-west-1', 0, { eu: 128 })]

describe('tactics of an accelerator', () => {
  it('needs the control plane in us-west-2 and nothing else, and says that connections stay', () => {
    const [tactic, ...rest] = acceleratorTactics('edge', end(), seen(TWO))
    expect(rest).toEqual([])
    expect(tactic?.needs).toEqual([
      { kind: 'plane', service: 'global-accelerator', side: 'control', at: { kind: 'region', region: 'us-west-2' } },
    ])
    expect(tactic?.prerequisites).toEqual(['endpoints in eu-west-1'])
    expect(tactic?.says).toBe(
      'dial edge to 100 % in eu-west-1, 0 % and weights 0 in us-east-1; established connections stay until they end',
    )
  })

  it('leaves a trickle where the last stage does', () => {
    const [tactic] = acceleratorTactics('edge', end({ percent: 99 }), seen(TWO))
    expect(tactic?.says).toBe('dial edge to 99 % in eu-west-1, 1 % in us-east-1')
    expect(tactic?.action.with.changes).toMatchObject([{ to: { dial: 99 } }, { to: { dial: 1, weights: { us: 128 } } }])
  })

  it('goes home with the weights of the day before it left', () => {
    const away = [group('us-east-1', 0, { us: 0 }), group('eu-west-1', 100, { eu: 128 })]
    const state = { [calmWeights(`${LISTENER}/endpoint-group/us-east-1`)]: { us: 77 } }
    const home = end({ at: region('us-east-1'), from: region('eu-west-1') })
    const [tactic] = acceleratorTactics('edge', home, seen(away, state))
    expect(tactic?.action.with.changes).toMatchObject([
      { region: 'us-east-1', to: { dial: 100, weights: { us: 77 } } },
      { region: 'eu-west-1', to: { dial: 0, weights: { eu: 0 } } },
    ])
  })

  it('offers no way back to where nothing was open', () => {
    const closed = [group('us-east-1', 0, { us: 0 }), group('eu-west-1', 0, { eu: 128 })]
    expect(acceleratorTactics('edge', end(), seen(closed))[0]?.undo).toEqual({ kind: 'not-needed' })
  })

  it('has no part in other ends, nor without endpoints to go to', () => {
    expect(acceleratorTactics('edge', { kind: 'frozen', region: region('us-east-1') }, seen(TWO))).toEqual([])
    expect(acceleratorTactics('edge', end(), seen([]))).toEqual([])
    expect(acceleratorTactics('edge', end(), { ...seen([]), state: { groups: 'of another version' } })).toEqual([])
  })
})
