import { describe, expect, it } from 'vitest'
import { OperatingError } from '../../../../src/model/error.js'
import { Gate } from '../../../../src/providers/aws/call/gate.js'
import { VirtualClock } from '../../../fixtures/virtual-clock.js'

const never = new AbortController().signal

async function enteredAt(service: 'route53' | 'ec2', count: number): Promise<readonly number[]> {
  const clock = new VirtualClock()
  const gate = new Gate(service, 'us-east-1', clock)
  const times: number[] = []
  const enter = async (): Promise<void> => {
    await gate.enter(never)
    times.push(clock.monotonic())
  }
  await clock.run(Promise.all(Array.from({ length: count }, enter)))
  return times
}

/** A gate after so many failures. */
function failed(times: number): { readonly clock: VirtualClock; readonly gate: Gate } {
  const clock = new VirtualClock()
  const gate = new Gate('ec2', 'us-east-1', clock)
  for (let count = 0; count < times; count++) gate.failed()
  return { clock, gate }
}

const entered = (gate: Gate): Promise<'in' | OperatingError> =>
  gate.enter(never).then(
    () => 'in' as const,
    (thrown: unknown) => (thrown instanceof OperatingError ? thrown : Promise.reject(thrown)),
  )

describe('the gate before an endpoint', () => {
  it('lets Route 53 be asked four times a second, however many want to', async () => {
    expect(await enteredAt('route53', 6)).toEqual([0, 250, 500, 750, 1_000, 1_250])
  })

  it('holds up nobody where AWS publishes no limit', async () => {
    expect(await enteredAt('ec2', 6)).toEqual([0, 0, 0, 0, 0, 0])
  })

  it('does not hold whoever stops waiting', async () => {
    const clock = new VirtualClock()
    const gate = new Gate('route53', 'us-east-1', clock)
    await gate.enter(never)
    await gate.enter(AbortSignal.abort())
    expect(clock.sleeping).toBe(0)
  })

  it('opens after five failures in a row, and says so to whoever asks', async () => {
    const { gate } = failed(4)
    expect(await entered(gate)).toBe('in')
    gate.failed()
    expect(await entered(gate)).toMatchObject({
      code: 'unreachable',
      message: 'ec2 in us-east-1 did not answer 5 times in a row; it is not asked again for a while',
    })
  })

  it('counts failures in a row alone', async () => {
    const { gate } = failed(4)
    gate.passed()
    gate.failed()
    expect(await entered(gate)).toBe('in')
  })

  it('lets one try after ten seconds, and the others wait for what becomes of it', async () => {
    const { clock, gate } = failed(5)
    await clock.run(clock.sleep(9_999))
    expect(await entered(gate)).not.toBe('in')
    await clock.run(clock.sleep(1))
    expect(await entered(gate)).toBe('in')
    expect(await entered(gate)).not.toBe('in')
    gate.passed()
    expect(await entered(gate)).toBe('in')
    expect(await entered(gate)).toBe('in')
  })

  it('waits as long again when that one fails, or is never heard of', async () => {
    for (const end of [(gate: Gate) => gate.failed(), () => undefined]) {
      const { clock, gate } = failed(5)
      await clock.run(clock.sleep(10_000))
      expect(await entered(gate)).toBe('in')
      end(gate)
      await clock.run(clock.sleep(9_999))
      expect(await entered(gate)).not.toBe('in')
      await clock.run(clock.sleep(1))
      expect(await entered(gate)).toBe('in')
    }
  })

  it('has six retries to give, and one more for every ten successes', () => {
    const { gate } = failed(0)
    const given = () => Array.from({ length: 8 }, () => gate.mayRetry()).filter(Boolean).length
    expect(given()).toBe(6)
    for (let count = 0; count < 19; count++) gate.passed()
    expect(given()).toBe(1)
    for (let count = 0; count < 1_000; count++) gate.passed()
    expect(given()).toBe(6)
  })
})
