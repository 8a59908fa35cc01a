/**
 * Who calls: the standard credentials chain (environment, profile, SSO, web identity, container, instance), and roles
 * assumed with it at a regional STS endpoint, never at the global one. Looked up when the first request is signed, shared
 * by all clients that call under the same role from the same region, and kept: what has not expired serves on, without waiting
 * for new ones, when nobody answers for them.
 */
import { Keeping } from '../../../model/keeping.js'
import type { Region } from '../../../model/place.js'
import { awsError } from './aws-error.js'
import { type Access, type Credentials, connectionOf } from './client-settings.js'

/** All credentials of one user. */
export class Wallet {
  readonly #access: Access
  readonly #now: () => number
  readonly #kept = new Map<string, Credentials>()

  /** `now` gives the wall time; ms. */
  constructor(access: Access, now: () => number) {
    this.#access = access
    this.#now = now
  }

  /** Those of `role`, by default the user's own, from STS in `stsRegion`. They throw `OperatingError` when used. */
  of(stsRegion: Region, role = this.#access.role): Credentials {
    const key = `${stsRegion} ${role ?? ''}`
    const kept = this.#kept.get(key) ?? keeping(lookedUp(this.#access, stsRegion, role), this.#now)
    this.#kept.set(key, kept)
    return kept
  }
}

function keeping(lookUp: Credentials, now: () => number): Credentials {
  const kept = new Keeping(async () => {
    const value = await lookUp()
    return value.expiration ? { value, untilMs: value.expiration.getTime() } : { value }
  }, now)
  return async () => kept.get()
}

function lookedUp(access: Access, stsRegion: Region, role: string | undefined): Credentials {
  const { profile } = access
  let provider: Promise<Credentials> | undefined
  const make = async (): Promise<Credentials> => {
    const { fromNodeProviderChain, fromTemporaryCredentials } = await import('@aws-sdk/credential-providers')
    const clientConfig = { region: stsRegion, ...connectionOf(access, access.endpoint) }
    const chain = fromNodeProviderChain({ ...(profile === undefined ? {} : { profile }), clientConfig })
    if (role === undefined) return chain
    const params = { RoleArn: role, RoleSessionName: 'failover' }
    return fromTemporaryCredentials({ masterCredentials: chain, params, clientConfig })
  }
  const doing = role === undefined ? 'look up credentials' : `assume ${role} at STS in ${stsRegion}`
  return async (context) => {
    try {
      provider ??= make()
      return await (await provider)(context)
    } catch (thrown) {
      throw awsError(thrown, doing)
    }
  }
}
