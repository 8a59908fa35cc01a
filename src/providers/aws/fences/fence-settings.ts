/**
 * How the old writer is kept from writing (law 10): the `fence` of a policy's writer, in the order they are to be tried.
 * What each can do and cannot is said where it is described, since a fence that leaks is worse than one that is missing.
 */
import { z } from 'zod'
import { allowances, patterned } from '../../../policy/allowance.js'
import { byRegion, regionCode } from '../../../policy/named.js'

const securityGroup = z
  .strictObject({
    by: z.literal('security-group'),
    group: byRegion(patterned(/^sg-[0-9a-f]{8,32}$/, 'a security group such as sg-0123456789abcdef0')).describe(
      'The security group of each region whose ingress rules are revoked.',
    ),
  })
  .describe('Revokes all ingress rules of a group. Tracked connections that are open stay open until they go idle.')

const stop = z
  .strictObject({ by: z.literal('stop') })
  .describe('Stops the DB instance. AWS refuses it for one that has a read replica.')

const scaleToZero = z
  .strictObject({
    by: z.literal('scale-to-zero'),
    group: byRegion(patterned(/^[^\s:]{1,255}$/, 'the name of an Auto Scaling group')).describe(
      'The Auto Scaling group of each region whose servers write.',
    ),
  })
  .describe('Takes the servers that write out of service: minimum and desired size 0.')

const readOnly = z
  .strictObject({
    by: z.literal('read-only'),
    dsn: byRegion(
      patterned(
        /^([A-Z_][A-Z0-9_]*|\.{0,2}\/.+)$/,
        'an environment variable such as ORDERS_DSN, or a file such as /run/secrets/orders-dsn',
      ),
    ).describe(
      'Where the connection string of each region (postgresql://…) is found: the name of an environment variable, or a file. ' +
        'The string itself never stands in a policy.',
    ),
  })
  .describe('Makes a PostgreSQL database read-only over its own connection, and ends the sessions of the app.')

const object = z
  .strictObject({
    by: z.literal('object'),
    bucket: patterned(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'a bucket name').describe('The bucket.'),
    region: regionCode().describe('Where the bucket stands; it can fence every region but this one.'),
    key: patterned(
      /^(?=.{1,900}$)[^{}]*\{region\}[^{}]*$/,
      'a key with {region} in it, such as fences/orders-{region}',
    ).describe('The object whose presence tells the app in {region} to stop writing.'),
  })
  .describe('Puts an object that the app checks before it writes: present means stop. It holds back whoever checks it.')

const FENCES = [securityGroup, stop, scaleToZero, readOnly, object] as const

/** One way to fence a writer, as the policy names it. */
export type Fence = z.infer<(typeof FENCES)[number]>
export type FenceBy = Fence['by']
export type FenceOf<By extends FenceBy> = Extract<Fence, { by: By }>

/** The setting `fence` of a writer; `without` are ways that cannot fence this type. */
export function fenceList(without: readonly FenceBy[] = []) {
  const fitting = FENCES.filter(({ shape }) => !without.includes(shape.by.value))
  const allowed = `a way to fence, by: ${fitting.map(({ shape }) => shape.by.value).join(', ')}`
  // A filter keeps the members and their types, not that there are some.
  const one = z.discriminatedUnion('by', fitting as unknown as typeof FENCES).register(allowances, { allowed })
  return z.array(one).default([]).describe(ABOUT)
}

const ABOUT =
  'How the old writer is kept from writing, in the order to try. Without one, the only move is a failover ' +
  'under unreachable_writer: promote, after which a person has to see to the old writer.'
