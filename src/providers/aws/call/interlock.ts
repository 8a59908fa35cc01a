/**
 * The dry-run interlock (law 18), where requests leave: of a world that must not change anything only listed readings
 * pass; anything else is refused before it is signed. It stands in every client's middleware, so that no driver can
 * forget it.
 */
import { OperatingError } from '../../../model/error.js'
import { invariant } from '../../../model/invariant.js'
import type { AwsService } from './catalogue.js'
import { operationOf } from './operations.js'

/** Throws `interlocked` for a change in a world that must not; an operation nobody declared is a bug in either world. */
export function passOrThrow(service: AwsService, operation: string, mayChange: boolean): void {
  const declared = operationOf(service, operation)
  invariant(declared, `${service}:${operation} is not declared in operations.ts`)
  if (mayChange || declared.does === 'read') return
  const what = `${service}:${operation} would change something, and this is a dry run`
  throw new OperatingError('interlocked', what)
}

/** For what is changed by other ways than AWS's APIs, as over SQL: throws `interlocked` in a world that must not. */
export function changeOrThrow(doing: string, mayChange: boolean): void {
  if (!mayChange) throw new OperatingError('interlocked', `${doing}: it would change something, and this is a dry run`)
}

/** The part of the SDK's middleware stack that the interlock and the recorder use. */
interface Stack {
  add(
    middleware: (
      next: (args: never) => Promise<unknown>,
      context: { readonly commandName?: string },
    ) => (args: never) => Promise<unknown>,
    options: { readonly step: 'initialize'; readonly priority: 'high'; readonly name: string },
  ): void
}

/**
 * Puts the interlock first in a client's middleware. Invoking `probeFunction`, which only looks, is let through as a
 * reading is: what a function does, only its name can tell.
 */
export function interlock(stack: Stack, service: AwsService, mayChange: boolean, probeFunction?: string): void {
  stack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const operation = commandName.replace(/Command$/, '')
        const name = (args as { readonly input?: { readonly FunctionName?: string } }).input?.FunctionName
        const isProbe = service === 'lambda' && operation === 'Invoke' && name !== undefined && name === probeFunction
        if (!isProbe) passOrThrow(service, operation, mayChange)
        return next(args)
      },
    { step: 'initialize', priority: 'high', name: 'failoverInterlock' },
  )
}
