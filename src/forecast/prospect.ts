/** A forecast held against the policy's objectives. */
import type { Forecast, LossForecast, Prospect } from '../model/forecast.js'
import type { Objectives } from '../model/journal.js'

/** Whether users are served again in time: also when the region falls silent, before it is called within. */
export function timeProspect({ ifSilent, total }: Forecast, { recoveryTimeMs }: Objectives): Prospect {
  if (Math.max(total.p90Ms, ifSilent?.p90Ms ?? 0) <= recoveryTimeMs) return 'within'
  return total.p50Ms <= recoveryTimeMs ? 'likely' : 'not'
}

/** Whether no more is lost than may be: what is so now counts as well as what was so most of the time. */
export function lossProspect(loss: LossForecast, { recoveryPointMs }: Objectives): Prospect {
  if (loss.is === 'none') return 'within'
  if (loss.is === 'unknown') return 'unknown'
  const { nowMs, past } = loss
  const most = Math.max(nowMs ?? 0, past?.p90Ms ?? 0)
  if (most <= recoveryPointMs) return 'within'
  return (nowMs ?? 0) <= recoveryPointMs && (past?.p50Ms ?? 0) <= recoveryPointMs ? 'likely' : 'not'
}
