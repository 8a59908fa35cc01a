import { describe, expect, it } from 'vitest'
import type { AwsService } from '../../../../src/providers/aws/call/catalogue.js'
import { changeOrThrow, interlock, passOrThrow } from '../../../../src/providers/aws/call/interlock.js'
import { OPERATIONS } from '../../../../src/providers/aws/call/operations.js'

const EVERY = Object.entries(OPERATIONS).flatMap(([service, operations]) =>
  Object.entries(operations).map(([operation, { does }]) => ({ service: service as AwsService, operation, does })),
)

type Middleware = Parameters<Parameters<typeof interlock>[0]['add']>[0]

/** What reaches the next middleware when a client with the interlock in it sends a command. */
async function sent(commandName: string, input: object, mayChange: boolean, probeFunction?: string): Promise<boolean> {
  const added: Middleware[] = []
  interlock({ add: (middleware) => added.push(middleware) }, 'lambda', mayChange, probeFunction)
  let passed = false
  const next = async () => {
    passed = true
  }
  await added[0]?.(next, { commandName })({ input } as never).catch((thrown: unknown) => {
    expect(thrown).toMatchObject({ code: 'interlocked' })
  })
  return passed
}

describe('the interlock of a dry run', () => {
  it.each(EVERY)('$service:$operation, which is to $does', ({ does, operation, service }) => {
    expect(() => passOrThrow(service, operation, true)).not.toThrow()
    const inDryRun = () => passOrThrow(service, operation, false)
    if (does === 'read') expect(inDryRun).not.toThrow()
    else expect(inDryRun).toThrow(expect.objectContaining({ code: 'interlocked' }))
  })

  it('takes an operation nobody declared for a bug, in either world', () => {
    for (const mayChange of [true, false]) {
      expect(() => passOrThrow('rds', 'DeleteDBInstance', mayChange)).toThrow('rds:DeleteDBInstance is not declared')
    }
  })

  it('does not take what reads like a reading for one', () => {
    const named = EVERY.filter(({ does }) => does === 'read').map(({ operation }) => operation)
    expect(named.filter((name) => !/^(Describe|Get|List|Head)/.test(name))).toEqual([])
  })

  it('stands in a client’s middleware', async () => {
    expect(await sent('GetFunctionConcurrencyCommand', {}, false)).toBe(true)
    expect(await sent('PutFunctionConcurrencyCommand', {}, false)).toBe(false)
    expect(await sent('PutFunctionConcurrencyCommand', {}, true)).toBe(true)
  })

  it('lets the policy’s probe function be invoked, and no other', async () => {
    const invoke = (FunctionName: string | undefined, probe?: string) =>
      sent('InvokeCommand', FunctionName === undefined ? {} : { FunctionName }, false, probe)
    expect(await invoke('probe', 'probe')).toBe(true)
    expect(await invoke('fence', 'probe')).toBe(false)
    expect(await invoke('probe')).toBe(false)
    expect(await invoke(undefined)).toBe(false)
    expect(await sent('PutFunctionConcurrencyCommand', { FunctionName: 'probe' }, false, 'probe')).toBe(false)
  })

  it('holds for what is changed without AWS’s APIs', () => {
    expect(() => changeOrThrow('promote orders over SQL', true)).not.toThrow()
    expect(() => changeOrThrow('promote orders over SQL', false)).toThrow(
      'promote orders over SQL: it would change something, and this is a dry run',
    )
  })
})
