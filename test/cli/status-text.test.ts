import pc from 'picocolors'
import { describe, expect, it } from 'vitest'
import type { Output } from '../../src/cli/output.js'
import { statusText } from '../../src/cli/status-text.js'
import { statusOf } from '../../src/daemon/status.js'
import type { StatusDocument } from '../../src/daemon/status-document.js'
import type { Frozen } from '../../src/decide/frozen.js'
import { away, home, homeZones, MINUTE, policy, SECOND, Shop } from '../controller/fixtures/shop.js'
import { startWatching, stopped, until } from '../daemon/fixtures/watching.js'

const output: Output = {
  ...{ json: false, interactive: false, paint: pc.createColors(false) },
  ...{ say: () => {}, remark: () => {}, document: () => {} },
}

/** The status once the shop has been watched until `is` holds. */
async function statusWhen(shop: Shop, is: (ticks: number, ended: number) => boolean): Promise<StatusDocument> {
  const watching = await startWatching(shop)
  await until(shop, () => is(watching.told.ticks.length, watching.told.ended.length))
  const tick = watching.told.ticks.at(-1)
  await stopped(shop, watching)
  if (!tick) throw new Error('it has looked')
  return statusOf({ policy, tick, entries: shop.store.entries, at: shop.clock.now(), seen: () => [] })
}

const calm = (): Promise<StatusDocument> => statusWhen(new Shop(), (ticks) => ticks >= 3)

describe('a status on a terminal', () => {
  it('has the answer first, and who leads, or that nobody does', async () => {
    const status = await calm()
    const [first, second] = statusText(status, output).split('\n')
    expect(first).toBe('shop  all is well: us-east-1 serves users, and every zone is healthy')
    expect(second).toBe('  nobody watches: nothing moves by itself ("failover watch" starts it)')
    const at = status.at
    const leader = { by: 'watcher', pid: 7, epoch: 3, url: 'http://127.0.0.1:8480/', since: at - MINUTE, at }
    expect(statusText({ ...status, leader }, output)).toContain(
      'watcher leads, epoch 3, for 1 min; http://127.0.0.1:8480/\n',
    )
    const silent = { ...leader, at: at - 40 * SECOND }
    expect(statusText({ ...status, leader: silent }, output)).toMatch(
      /not heard for 40 s: see whether process 7 still runs/,
    )
  })

  it('shows each region with its votes, its figures against their limits, and the objectives', async () => {
    const text = statusText(await calm(), output)
    expect(text).toContain('us-east-1  primary, healthy, traffic goes here; here: front')
    expect(text).toMatch(/^ {2}use1-az1 +healthy +http: 3 pass/m)
    expect(text).toContain('orders: replica lag 40 ms, limit 30 s')
    expect(text).toContain(
      'Objectives: users served again within 5 min, at most 30 s of writes lost\nNo move on record.',
    )
  })

  it('says what it would do, and which guard holds it', async () => {
    const shop = new Shop()
    shop.lose(home)
    const text = statusText(await statusWhen(shop, (ticks) => ticks >= 5), output)
    expect(text).toContain('To do now  hold: failover us-east-1 → eu-west-1 held by disturbance')
    expect(text).toMatch(/failover us-east-1 → eu-west-1 +disturbance +block +disturbed for/)
    expect(text).toMatch(/use1-az1 +impaired +http: 0 pass, 3 fail +use1-az1 does not serve/)
  })

  it('shows an incident that halted with its steps and what a person does next', async () => {
    const shop = new Shop()
    shop.refused.add('front.region')
    // A calm minute comes first, so that the lag is known.
    void shop.clock.sleep(MINUTE).then(() => shop.lose(home))
    const text = statusText(await statusWhen(shop, (_, ended) => ended === 1), output)
    expect(text).toContain('halted part-way (3 of 4 steps done) and waits for a person')
    expect(text).toContain('next: grant front.region; then "failover resume"')
    expect(text).toMatch(/✕ +answer from eu-west-1 +failed +front.region is denied/)
  })

  it('remembers the last move, and a zone that traffic has left', async () => {
    const shop = new Shop()
    const [z1] = homeZones
    if (z1) shop.down.set(z1, 'refused')
    const watched = await statusWhen(shop, (ticks, ended) => ended === 1 && ticks > 20)
    const text = statusText(watched, output)
    expect(text).toMatch(/Last: inc-\d{8}-\d{6}, evacuate use1-az1 \(us-east-1\), recovered in /)
    expect(text).toMatch(/use1-az1 +impaired .* traffic has left/)
    expect(watched.verdict.says).toBe('us-east-1 serves users without use1-az1, which traffic has left')
  })

  it('says what is frozen, since when, what lifts it, and what could not be suspended there', async () => {
    const status = await calm()
    expect(status).not.toHaveProperty('frozen')
    const since = status.at - 5 * MINUTE
    const pending = [{ resource: 'web', because: 'no answer', planes: [] }]
    const one: Frozen = { region: home, since, incident: 'inc-1', byItself: true, pending, triedAt: since }
    const text = statusText(
      { ...status, frozen: [one, { ...one, region: away, byItself: false, pending: [] }] },
      output,
    )
    expect(text).toContain(
      [
        'us-east-1 has been frozen for 5 min: "failover thaw us-east-1" lifts it',
        '  not suspended: web (no answer)',
        'eu-west-1 has been frozen by hand for 5 min: "failover thaw eu-west-1" lifts it',
      ].join('\n'),
    )
  })
})
