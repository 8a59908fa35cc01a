/** Whom PostgreSQL runs as: it refuses to run as root, so there it runs as a user who owns nothing else. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { OperatingError } from '../../../../model/error.js'

const run = promisify(execFile)

export interface RunAs {
  readonly user: string
  readonly uid: number
  readonly gid: number
}

/** How its programs are run: as that user, from a directory everyone can enter, in a language we can read. */
export const standing = (runAs: RunAs | undefined) => ({
  cwd: '/',
  env: { PATH: process.env.PATH, LC_ALL: 'C' },
  ...(runAs ? { uid: runAs.uid, gid: runAs.gid } : {}),
})

/** initdb looks its user up by number, so it must be one that the system knows. */
const CANDIDATES = ['postgres', 'nobody']

/** The user to drop to; undefined when this process is no root and PostgreSQL runs as the same user. */
export async function findRunAs(): Promise<RunAs | undefined> {
  if (process.getuid?.() !== 0) return undefined
  for (const user of CANDIDATES) {
    const uid = await numberOf('-u', user)
    const gid = await numberOf('-g', user)
    if (uid !== undefined && gid !== undefined) return { user, uid, gid }
  }
  const message = `PostgreSQL refuses to run as root, and this system has no user named ${CANDIDATES.join(' or ')}`
  throw new OperatingError('unsupported', message, 'run the local cloud as a plain user')
}

async function numberOf(which: '-u' | '-g', user: string): Promise<number | undefined> {
  try {
    const { stdout } = await run('id', [which, user])
    const number = Number(stdout.trim())
    return number > 0 ? number : undefined
  } catch (thrown) {
    if (thrown instanceof Error) return undefined
    throw thrown
  }
}
