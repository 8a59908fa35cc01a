import { describe, expect, it } from 'vitest'
import { troubleOf } from '../../src/observe/trouble.js'

const system = (code: string, syscall = 'connect'): Error =>
  Object.assign(new Error(`${syscall} ${code}`), { code, syscall })
const on = (error: Error) => troubleOf(error, { host: 'shop.test', port: 80 })

describe('a system error', () => {
  it.each(['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE'])('%s is a refusal', (code) => {
    expect(on(system(code))).toMatchObject({ is: 'fail', mode: 'refused' })
  })

  it.each(['ETIMEDOUT', 'EHOSTUNREACH', 'EHOSTDOWN'])('%s is silence', (code) => {
    expect(on(system(code))).toMatchObject({ is: 'fail', mode: 'silent' })
  })

  it.each(['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_TLS_CERT_ALTNAME_INVALID'])(
    '%s is a wrong answer',
    (code) => {
      expect(on(system(code))).toMatchObject({ is: 'fail', mode: 'wrong-answer' })
    },
  )

  it.each([
    'EMFILE',
    'ENFILE',
    'ENOBUFS',
    'ENOMEM',
    'EADDRNOTAVAIL',
    'ENETUNREACH',
    'ENETDOWN',
    'EACCES',
    'EPERM',
    'EWHAT',
  ])('%s is this side’s own trouble', (code) => {
    expect(on(system(code))).toEqual({
      ...{ is: 'unknown', because: `this monitor cannot ask shop.test:80: connect ${code}` },
    })
  })

  it('of binding is this side’s own trouble, whatever it is', () => {
    expect(on(system('ECONNREFUSED', 'bind'))).toMatchObject({ is: 'unknown' })
  })

  it('of resolving is unknown, unless the answer is that there is no such name', () => {
    expect(on(system('EAI_AGAIN', 'getaddrinfo'))).toEqual({
      ...{ is: 'unknown', because: "this monitor's resolver gave no address of shop.test (EAI_AGAIN)" },
    })
    expect(on(system('ENOTFOUND', 'getaddrinfo'))).toEqual({
      ...{ is: 'fail', mode: 'wrong-answer', because: 'the name shop.test does not exist' },
    })
  })

  it('of several addresses speaks by its first', () => {
    expect(on(new AggregateError([system('ECONNREFUSED'), system('ENETUNREACH')]))).toMatchObject({ mode: 'refused' })
  })

  it('without a code is unknown', () => {
    expect(on(new Error('odd'))).toMatchObject({ is: 'unknown' })
  })
})
