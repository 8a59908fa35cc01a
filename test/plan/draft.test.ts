import { describe, expect, it } from 'vitest'
import type { Move } from '../../src/model/move.js'
import { atRegion, atZone, zone } from '../../src/model/place.js'
import type { End, Tactic } from '../../src/model/plan.js'
import { type Brief, draft } from '../../src/plan/draft.js'
import {
  away,
  awayZone,
  briefOf,
  control,
  data,
  evacuation,
  front,
  home,
  homeZone,
  objectionsOf,
  planned,
  shop,
  stock,
  switchover,
  tactic,
  third,
  web,
} from './fixtures/stock.js'

const refusal = (rest: Partial<Brief>) => objectionsOf(draft(briefOf(rest)))
const policy = (rest: Partial<Brief['policy']>): Brief['policy'] => ({ ...briefOf().policy, ...rest })

describe('the stages of a plan', () => {
  it('of a failover: capacity, fence, catching up, writer, and traffic last (laws 10, 11)', () => {
    expect(planned().steps.map(({ after, id }) => [id, after])).toEqual([
      ['web.capacity', []],
      ['orders.fenced', ['web.capacity']],
      ['orders.caught-up', ['orders.fenced']],
      ['orders.writer', ['orders.caught-up']],
      ['front.traffic', ['orders.writer']],
    ])
  })

  it('of a switchover: a replica to move to before, and one of what was left after', () => {
    expect(planned({ move: switchover }).steps.map(({ id }) => id)).toEqual([
      ...['orders.replica@eu-west-1', 'web.capacity', 'orders.fenced', 'orders.caught-up', 'orders.writer'],
      ...['front.traffic', 'orders.replica@us-east-1'],
    ])
  })

  it.each([
    [evacuation, 'front.zone-left'],
    [{ kind: 'restore', region: home, zone: homeZone } as const, 'front.zone-restored'],
  ])('of a move of one zone: %j', (move, id) => {
    expect(planned({ move }).steps.map((step) => step.id)).toEqual([id])
  })

  it('tell what a step tries and does without, on which nobody leans', () => {
    const tries = [control('ec2')]
    const jobs = stock('jobs', { capacity: [{ ...tactic('grow'), tries }] })
    const plan = planned({ inventory: [...shop, jobs], impaired: tries })
    expect(plan.steps.find(({ id }) => id === 'jobs.capacity')).toMatchObject({ needs: [], tries })
  })

  it('let resources that have a part in one end work side by side, and the next end wait for all of them', () => {
    const jobs = stock('jobs', { capacity: [tactic('grow')] })
    const steps = planned({ inventory: [...shop, jobs] }).steps
    expect(steps.slice(0, 3).map(({ after, id }) => [id, after])).toEqual([
      ['web.capacity', []],
      ['jobs.capacity', []],
      ['orders.fenced', ['web.capacity', 'jobs.capacity']],
    ])
  })

  it('are planned where nothing may be lost, and not where a region is left in trouble', () => {
    const asked: End[] = []
    const ask = (end: End): readonly Tactic[] => {
      asked.push(end)
      return [tactic('do')]
    }
    const spy = stock('spy', { fenced: ask, writer: ask })
    planned({ inventory: [spy, front] })
    planned({ inventory: [spy, front], move: switchover })
    const words = asked.map((end) => ('planned' in end ? [end.kind, end.at, end.planned] : []))
    expect(words).toEqual([
      ['fenced', home, false],
      ['writer', away, false],
      ['fenced', home, true],
      ['writer', away, true],
    ])
  })

  it('keep traffic from the zones of the target that are impaired, and from no others', () => {
    const without: unknown[] = []
    const ask = (end: End): readonly Tactic[] => {
      without.push('without' in end && end.without)
      return [tactic('answer')]
    }
    const spy = stock('spy', { traffic: ask })
    const sick = [zone('euw1-az3'), awayZone].map((name) => atZone(away, name))
    planned({ inventory: [spy], impaired: [...sick, atZone(home, homeZone), atRegion(home)] })
    expect(without).toEqual([['euw1-az1', 'euw1-az3']])
  })
})

describe('the choice of a tactic', () => {
  const best = tactic('best', [control('ebs')])
  const second = tactic('second', [control('s3')])
  const last = tactic('last')
  const name = (rest: Partial<Brief>) => planned(rest).steps.find(({ id }) => id === 'front.traffic')
  const inventory = [stock('front', { traffic: [best, second, last] })]

  it('is the first to which nothing objects', () => {
    expect(name({ inventory })).toMatchObject({ tactic: 'best', passedOver: [] })
  })

  it('passes over what needs an impaired plane, and names it (law 8)', () => {
    expect(name({ inventory, impaired: [control('ebs')] })).toMatchObject({
      tactic: 'second',
      passedOver: [
        {
          ...{ step: 'front.traffic', tactic: 'best', because: 'impaired', plane: control('ebs') },
          detail: 'ebs/control@eu-west-1 is needed, and ebs/control@eu-west-1 is impaired',
        },
      ],
    })
    expect(name({ inventory, impaired: [atRegion(away)] })).toMatchObject({ tactic: 'last' })
  })

  it('prefers what needs no avoided service, and falls back on it (law 9)', () => {
    expect(name({ inventory, policy: policy({ avoid: ['ebs'] }) })).toMatchObject({ tactic: 'second', passedOver: [] })
    const only = [stock('front', { traffic: [best] })]
    expect(name({ inventory: only, policy: policy({ avoid: ['ebs'] }) })).toMatchObject({ tactic: 'best' })
    expect(name({ inventory, policy: policy({ avoid: ['ebs', 's3'] }) }), 'the order else stands').toMatchObject({
      tactic: 'last',
    })
  })

  it('leans on what is in doubt only where no other way stands, before what is merely avoided (law 8)', () => {
    const doubted = [control('s3')]
    expect(name({ inventory, doubted, policy: policy({ avoid: ['ebs'] }) })).toMatchObject({ tactic: 'last' })
    const rest = [stock('front', { traffic: [second, best] })]
    expect(name({ inventory: rest, doubted, policy: policy({ avoid: ['ebs'] }) })).toMatchObject({ tactic: 'best' })
    const only = [stock('front', { traffic: [second] })]
    expect(name({ inventory: only, doubted })).toMatchObject({ tactic: 'second' })
  })

  it('refuses a forbidden service, even where there is no other way', () => {
    expect(name({ inventory, policy: policy({ forbid: ['ebs'] }) })).toMatchObject({ tactic: 'second' })
    const only = [stock('front', { traffic: [best] })]
    expect(refusal({ inventory: only, policy: policy({ forbid: ['ebs'] }) })).toMatchObject([
      { because: 'forbidden', detail: 'the policy forbids ebs' },
    ])
  })

  it.each([
    [{ is: 'met', because: 'seen' }, []],
    [{ is: 'met', because: 'seen', seenAt: 1 }, []],
    [{ is: 'unmet', because: 'no slot' }, ['slot: no slot']],
    [{ is: 'unknown', because: 'it hung' }, ['slot: it hung']],
    [undefined, ['slot: it was not inspected']],
  ] as const)('wants its prerequisites met: %j', (fact, details) => {
    const one = stock(
      'front',
      { traffic: [tactic('one', [], { prerequisites: ['slot'] })] },
      {
        facts: fact ? { slot: fact } : {},
      },
    )
    expect(refusal({ inventory: [one] }).map(({ because, detail }) => [because, detail])).toEqual(
      details.map((detail) => ['unprepared', detail]),
    )
  })
})

describe('a plan is refused', () => {
  it('with every objection named when all tactics of a needed end are objected to', () => {
    const traffic = [
      tactic('one', [control('dns', third), data('s3')], { prerequisites: ['slot'] }),
      tactic('two', [control('dns', third)]),
    ]
    const inventory = [stock('front', { traffic })]
    const found = refusal({ inventory, impaired: [control('dns', third)], policy: policy({ forbid: ['s3'] }) })
    expect(found.map(({ because, tactic: name }) => [name, because])).toEqual([
      ['one', 'impaired'],
      ['one', 'forbidden'],
      ['one', 'unprepared'],
      ['two', 'impaired'],
    ])
  })

  it('and not by an end that it could do without', () => {
    const slow = stock('web', { capacity: [tactic('grow', [control('compute')], { onFailure: 'carry-on' })] })
    const ids = planned({ inventory: [slow, front], impaired: [control('compute')] }).steps.map(({ id }) => id)
    expect(ids).toEqual(['front.traffic'])
    expect(refusal({ inventory: [web, front], impaired: [control('compute')] })).toHaveLength(1)
  })

  it('when nothing can bring traffic there', () => {
    expect(refusal({ inventory: [web] })).toEqual([
      {
        ...{ step: 'traffic', tactic: '-', because: 'no-tactic' },
        detail: 'no resource of this policy can bring about "traffic"',
      },
    ])
  })

  it('with the true reason when all that could bring traffic there is objected to, though it may fail', () => {
    const meek = stock('front', { traffic: [tactic('answer', [control('dns')], { onFailure: 'carry-on' })] })
    expect(refusal({ inventory: [meek], impaired: [control('dns')] })).toMatchObject([
      { because: 'impaired', tactic: 'answer' },
    ])
  })

  it.each<Move>([
    { kind: 'evacuate', region: home, zone: homeZone },
    { kind: 'restore', region: home, zone: homeZone },
  ])('when nothing knows how: %j', (move) => {
    expect(refusal({ move, inventory: [web] })).toMatchObject([{ because: 'no-tactic' }])
  })

  it('when a resource was never seen, since a plan around it could leave the writer behind', () => {
    expect(refusal({ inventory: [front], unseen: ['orders'] })).toEqual([
      {
        ...{ step: 'orders', tactic: '-', because: 'unprepared' },
        detail: 'orders could not be inspected, and no earlier inspection of it is kept',
      },
    ])
  })
})

describe('a freeze and a thaw (law 24)', () => {
  const freeze: Move = { kind: 'freeze', region: home }
  const thaw: Move = { kind: 'thaw', region: home }
  const group = (name: string) =>
    stock(name, {
      frozen: [tactic('suspend', [control('autoscaling', home)])],
      thawed: [tactic('resume', [control('autoscaling', home)])],
    })
  const tools = stock('tools', { frozen: [tactic('run')], thawed: [tactic('run-back')] })
  const sick = { impaired: [control('autoscaling', home)] }

  it('suspend what can be suspended now, and tell what cannot', () => {
    const { leftOut, steps } = planned({ move: freeze, inventory: [group('web'), tools, front], ...sick })
    expect(steps.map(({ id }) => id)).toEqual(['tools.frozen'])
    expect(leftOut).toMatchObject([{ step: 'web.frozen', tactic: 'suspend', because: 'impaired' }])
  })

  it('stand without a step where nothing can be suspended, or nothing knows how', () => {
    expect(planned({ move: freeze, inventory: [group('web')], ...sick })).toMatchObject({ steps: [] })
    expect(planned({ move: freeze, inventory: [front] })).toMatchObject({ steps: [] })
    expect(planned({ move: freeze, inventory: [front] }).leftOut).toBeUndefined()
  })

  it('tell of what was never seen, instead of freezing nothing for its sake', () => {
    const { leftOut, steps } = planned({ move: freeze, inventory: [group('web')], unseen: ['jobs'] })
    expect(steps.map(({ id }) => id)).toEqual(['web.frozen'])
    expect(leftOut).toMatchObject([{ step: 'jobs', because: 'unprepared' }])
  })

  it('fail no run: whatever fails of them, the rest goes on', () => {
    for (const move of [freeze, thaw])
      expect(planned({ move, inventory: [group('web')] }).steps).toMatchObject([{ onFailure: 'carry-on' }])
  })

  it('of which the rest is done are about what is missing alone, and are refused while that cannot be', () => {
    const only = ['web']
    const { steps } = planned({ move: freeze, inventory: [group('web'), tools], only })
    expect(steps.map(({ id }) => id)).toEqual(['web.frozen'])
    expect(refusal({ move: freeze, inventory: [group('web'), tools], only, ...sick })).toMatchObject([
      { step: 'web.frozen', because: 'impaired' },
    ])
  })

  it('are refused where what was suspended cannot be resumed: half a thaw is none', () => {
    expect(refusal({ move: thaw, inventory: [group('web'), tools], ...sick })).toMatchObject([
      { step: 'web.thawed', because: 'impaired' },
    ])
  })
})

describe('two writers (law 10)', () => {
  const promote = [tactic('promote')]
  const unreachable = tactic('fence on its return', [], { leave: 'unreachable_writer' })
  const shut = tactic('shut', [data('postgres', home)])

  it('are never planned: what nothing fences is not promoted', () => {
    const loose = stock('orders', { writer: promote })
    const fencedElsewhere = stock('stock', { writer: promote, fenced: [tactic('shut')] })
    expect(refusal({ inventory: [loose, fencedElsewhere, front] })).toEqual([
      {
        ...{ step: 'orders.fenced', tactic: '-', because: 'no-tactic' },
        detail: 'orders would be promoted with nothing that fences it in us-east-1',
      },
    ])
  })

  it('are not risked by a fence that may fail, unless the policy gives its leave', () => {
    const meek = stock('orders', { writer: promote, fenced: [tactic('shut', [], { onFailure: 'carry-on' })] })
    expect(refusal({ inventory: [meek, front] })).toMatchObject([{ step: 'orders.fenced' }])
    expect(planned({ inventory: [meek, front], policy: policy({ unreachableWriter: 'promote' }) }).steps).toHaveLength(
      3,
    )
  })

  it('are not risked when the old one cannot be reached, unless the policy gives its leave', () => {
    const inventory = [stock('orders', { writer: promote, fenced: [shut, unreachable] }), front]
    const impaired = [atRegion(home)]
    expect(planned({ inventory }).steps[0]).toMatchObject({ tactic: 'shut' })
    expect(refusal({ inventory, impaired }).map(({ because }) => because)).toEqual(['impaired', 'forbidden'])
    const leave = policy({ unreachableWriter: 'promote' })
    expect(planned({ inventory, impaired, policy: leave }).steps[0]).toMatchObject({ tactic: 'fence on its return' })
    expect(planned({ inventory, policy: leave }).steps[0], 'one that can be fenced is').toMatchObject({
      tactic: 'shut',
    })
  })
})
