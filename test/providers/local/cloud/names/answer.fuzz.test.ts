import { decode } from 'dns-packet'
import { describe, expect, it } from 'vitest'
import type { Random } from '../../../../../src/model/world.js'
import { answer } from '../../../../../src/providers/local/cloud/names/answer.js'
import { zoneOf } from '../../../../../src/providers/local/cloud/names/zone.js'
import { mutated, noise, SEEDS } from './fixtures/fuzz.js'
import { SERVER, seeded, weighted } from './fixtures/shop.js'

const zone = zoneOf(weighted(...Array.from({ length: 20 }, () => 0)), SERVER)

/** What must be true of every answer, whatever was asked; gives the answer over UDP. */
function check(packet: Buffer, random: Random): Buffer | undefined {
  const before = Buffer.from(packet)
  const [udp, tcp] = (['udp', 'tcp'] as const).map((over) => answer(packet, over, zone, random))
  const told = [udp, tcp].filter((bytes) => bytes !== undefined)
  const isSound =
    packet.equals(before) &&
    told.length !== 1 &&
    (udp?.length ?? 0) <= 1_232 &&
    told.every((bytes) => isAnswerTo(packet, bytes))
  if (!isSound) expect.fail(`${packet.toString('hex')} is answered with ${told.map((bytes) => bytes.toString('hex'))}`)
  return udp
}

function isAnswerTo(packet: Buffer, bytes: Buffer): boolean {
  const { flag_qr, flag_ra, id, questions = [] } = decode(bytes)
  return flag_qr && !flag_ra && id === packet.readUInt16BE(0) && questions.length <= 1
}

describe('the name server, told nonsense', () => {
  it('answers or is silent, and never throws, on 10 000 bent questions', () => {
    const random = seeded(11)
    const answers = Array.from({ length: 10_000 }, () => check(mutated(random), random))
    // Bending must not have made every packet silent, or this would have tried nothing.
    expect(answers.filter((told) => told !== undefined).length).toBeGreaterThan(5_000)
  })

  it('does so on 5 000 packets of noise', () => {
    const random = seeded(12)
    for (let time = 0; time < 5_000; time++) check(noise(random), random)
  })

  it('does so on every question cut anywhere, and with every byte at its extremes', () => {
    const random = seeded(13)
    for (const seed of SEEDS) {
      for (let at = 0; at <= seed.length; at++) {
        check(seed.subarray(0, at), random)
        for (const byte of [0x00, 0x3f, 0x40, 0x80, 0xc0, 0xff]) {
          const bent = Buffer.from(seed)
          if (at < seed.length) bent[at] = byte
          check(bent, random)
        }
      }
    }
  })

  it('is done at once with names that point at names that point at names', () => {
    const pointers = Array.from({ length: 4_000 }, (_, index) => 0xc000 | (12 + 2 * Math.max(0, index - 1)))
    const packet = Buffer.alloc(12 + 2 * pointers.length)
    packet.writeUInt16BE(1, 4)
    packet.writeUInt16BE(0xffff, 6)
    for (const [index, pointer] of pointers.entries()) packet.writeUInt16BE(pointer, 12 + 2 * index)
    expect(check(packet, seeded(14))).toBeDefined()
  })
})
