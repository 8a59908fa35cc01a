import { describe, expect, it } from 'vitest'
import { outlooksText } from '../../src/cli/prospects-text.js'
import { outlooksOf } from '../../src/controller/foretell.js'
import { outlookSection } from '../../src/daemon/dashboard-outlook.js'
import { statusOf } from '../../src/daemon/status.js'
import type { StatusDocument } from '../../src/daemon/status-document.js'
import { plain } from '../../src/report/paint.js'
import { policy, Shop } from '../controller/fixtures/shop.js'
import { lookOnce } from '../controller/fixtures/watch.js'
import { Life } from '../fixtures/life.js'

async function standing(): Promise<StatusDocument> {
  const shop = new Shop()
  const tick = await lookOnce(shop)
  const outlooks = outlooksOf(shop.world(new Life()), tick, [])
  return statusOf({ policy, tick, entries: [], at: shop.clock.now(), seen: () => [], outlooks })
}

describe('what a failover would come to', () => {
  it('stands in the status against the objectives, time and loss', async () => {
    const text = outlooksText(await standing(), plain)
    expect(text).toMatch(
      /^Were us-east-1 lost now, eu-west-1 would take over\n {2}users served after .* objective of 5 min\n/,
    )
    expect(text).toMatch(/\n {2}loses as many writes as the replica lags: .* objective of 30 s$/)
  })

  it('says that no plan stands, and why', async () => {
    const status = await standing()
    const outlooks = status.outlooks?.map(({ to }) => ({ to, is: 'refused' as const, because: ['nothing fences it'] }))
    const refused: StatusDocument = { ...status, ...(outlooks ? { outlooks } : {}) }
    expect(outlooksText(refused, plain)).toBe(
      'no plan stands for a failover us-east-1 → eu-west-1\n  nothing fences it',
    )
    expect(String(await outlookSection(refused))).toContain('No plan stands')
  })

  it('tells how forecasts fared so far', async () => {
    expect(outlooksText({ ...(await standing()), foretold: { held: 3, of: 4 } }, plain)).toContain(
      '3 of 4 moves on record took what was foretold of them',
    )
  })

  it('is on the page', async () => {
    expect(String(await outlookSection(await standing()))).toContain('users served after')
  })

  it('is nothing where nobody foretells', async () => {
    const { outlooks: _, ...status } = await standing()
    expect(outlooksText(status, plain)).toBe('')
    expect(outlookSection(status)).toBe('')
  })
})
