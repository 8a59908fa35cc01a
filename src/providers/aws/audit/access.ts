/**
 * Where this process's credentials come from, told from its environment and from which keys a profile has; no secret is
 * read. In the order of the SDK's own chain
 * (https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html).
 */
import { readFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Access } from '../../../audit/facts.js'
import type { AccessPolicy } from '../../../policy/policy.js'

/** What `policy.aws` and the environment come to; `named` is a profile that goes before the policy's. */
export function accessOf({ profile, role }: AccessPolicy, env: NodeJS.ProcessEnv, named?: string): Access {
  const own = ofUser(named ?? profile ?? env.AWS_PROFILE, env)
  if (role === undefined) return own
  return {
    ...own,
    kind: own.kind === 'sso' ? 'sso' : 'role',
    says: `${own.says}, and the role ${role} assumed with it`,
  }
}

function ofUser(profile: string | undefined, env: NodeJS.ProcessEnv): Access {
  if (profile === undefined && env.AWS_ACCESS_KEY_ID) {
    return env.AWS_SESSION_TOKEN
      ? { kind: 'role', says: 'temporary credentials in the environment, which expire' }
      : { kind: 'static', says: 'static credentials in the environment' }
  }
  if (profile === undefined && env.AWS_WEB_IDENTITY_TOKEN_FILE) {
    return { kind: 'web-identity', says: 'a web identity, exchanged at STS' }
  }
  if (profile === undefined && (env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI || env.AWS_CONTAINER_CREDENTIALS_FULL_URI)) {
    return { kind: 'host', says: "the container's own role" }
  }
  return ofProfile(profile ?? 'default', configIn(env))
}

type Config = ReadonlyMap<string, ReadonlyMap<string, string>>

function ofProfile(name: string, config: Config): Access {
  const keys = config.get(name === 'default' ? name : `profile ${name}`)
  const session = keys?.get('sso_session')
  const region = keys?.get('sso_region') ?? config.get(`sso-session ${session}`)?.get('sso_region')
  if (session !== undefined || region !== undefined) {
    const at = region === undefined ? {} : { region }
    return { kind: 'sso', ...at, says: `the profile ${name} logs in by IAM Identity Center` }
  }
  if (keys?.has('role_arn')) return { kind: 'role', says: `the profile ${name} assumes a role at STS` }
  return { kind: 'unknown', says: `the profile ${name}, or the host` }
}

/** Sections and keys of the configuration file, which holds no credentials; empty where there is none. */
function configIn(env: NodeJS.ProcessEnv): Config {
  const file = env.AWS_CONFIG_FILE ?? path.join(os.homedir(), '.aws', 'config')
  const config = new Map<string, Map<string, string>>()
  let section = new Map<string, string>()
  for (const line of textOf(file).split(/\r?\n/)) {
    const [, title] = /^\s*\[\s*([^\]]+?)\s*\]/.exec(line) ?? []
    if (title !== undefined) {
      section = config.get(title) ?? new Map<string, string>()
      config.set(title, section)
    }
    const [, key, value] = /^([a-z_]+)\s*=\s*(.*?)\s*$/.exec(line) ?? []
    if (key !== undefined && value !== undefined && WANTED.has(key)) section.set(key, value)
  }
  return config
}

const WANTED: ReadonlySet<string> = new Set(['sso_session', 'sso_region', 'role_arn'])

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // No such file, or none that may be read: then it says nothing.
    return ''
  }
}
