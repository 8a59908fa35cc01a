import { emulator } from './fixtures/aws/moto-python.js'

/**
 * Makes the emulator of AWS once before all tests. Where that cannot be, one line says why and the AWS tests are skipped;
 * on a build server nothing is skipped in silence, and it fails.
 */
export async function setup(): Promise<void> {
  const found = await emulator()
  if (found.is === 'ready') return
  const { CI = 'false' } = process.env
  if (CI !== '' && CI !== 'false') throw new Error(`the AWS tests cannot run: ${found.because}`)
  console.warn(`AWS tests are skipped: ${found.because}`)
  // The tests' own processes find it in their environment, and need not look again, nor say it again.
  process.env.FAILOVER_NO_MOTO = found.because
}
