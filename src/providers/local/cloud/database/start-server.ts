/** Starts a server and waits until it takes connections, or says from its log why it does not. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { OperatingError } from '../../../../model/error.js'
import { formatMs } from '../../../../model/units.js'
import type { Endpoint } from '../layout.js'
import type { Installation } from './installation.js'
import { lastLines, logEnd } from './server-log.js'
import { ServerProcess } from './server-process.js'
import { until } from './wait.js'

export interface Starting {
  readonly installation: Installation
  readonly region: string
  readonly dataDir: string
  readonly logFile: string
  readonly endpoint: Endpoint
  readonly deadlineMs: number
}

/** The server, taking connections; `OperatingError` (`refused` or `timed-out`), and no process of it, otherwise. */
export async function startServer(starting: Starting): Promise<ServerProcess> {
  const { installation, region, dataDir, logFile, endpoint, deadlineMs } = starting
  const since = await logEnd(logFile)
  const listen = ['-c', `listen_addresses=${endpoint.address}`, '-p', String(endpoint.port)]
  const args = ['-D', dataDir, ...listen, '-c', `cluster_name=${region}`]
  const server = await ServerProcess.launch({ ...installation, program: installation.bin.postgres, args, logFile })
  const isDecided = async (): Promise<boolean> => server.ended !== undefined || (await isReady(dataDir, server.pid))
  try {
    await until('PostgreSQL takes connections', deadlineMs, isDecided)
  } catch (thrown) {
    await server.kill()
    if (!(thrown instanceof OperatingError)) throw thrown
    throw failure(starting, 'timed-out', `not within ${formatMs(deadlineMs)}`, await lastLines(logFile, since))
  }
  if (server.ended === undefined) return server
  throw failure(starting, 'refused', server.ended, await lastLines(logFile, since))
}

/** The first line of its pid file is its number, the eighth how it stands; pg_ctl goes by the same (src/bin/pg_ctl/pg_ctl.c). */
async function isReady(dataDir: string, pid: number): Promise<boolean> {
  try {
    const lines = (await readFile(path.join(dataDir, 'postmaster.pid'), 'utf8')).split('\n')
    return lines[0] === String(pid) && ['ready', 'standby'].includes(lines[7]?.trim() ?? '')
  } catch (thrown) {
    if ((thrown as { code?: unknown }).code === 'ENOENT') return false
    throw thrown
  }
}

function failure(starting: Starting, code: 'refused' | 'timed-out', why: string, log: string): OperatingError {
  const { region, endpoint, logFile } = starting
  const where = `${endpoint.address}:${endpoint.port}`
  const message = `PostgreSQL of ${region} does not start on ${where} (${why}); the last of ${logFile}:\n${log}`
  const next = log.includes('Address already in use') ? `free ${where}, or choose another port` : undefined
  return new OperatingError(code, message, next)
}
