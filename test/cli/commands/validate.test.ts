import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { failover, inDirectory } from '../fixtures/command.js'

const BAD = `version: 1
app: shop
regions:
  us-east-1: { role: primary, zones: [us-east-1a] }
observe:
  evry: 10s
assess: { impaired_after: none }
`

describe('failover validate', () => {
  it.each([
    ['storefront', 'aws', 'evacuate, failover'],
    ['local', 'local', 'evacuate, failover'],
  ])('sums up the shipped policy %s', async (name, world, moves) => {
    const file = `policies/${name}.yaml`
    const ended = await failover(['validate', file])
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    expect(ended.stdout.split('\n').slice(0, 3)).toEqual([
      expect.stringMatching(new RegExp(`^${file}: a valid policy for "\\w+" on ${world}$`)),
      '  us-east-1 (primary): use1-az1, use1-az2, use1-az4',
      '  eu-west-1 (standby): euw1-az1, euw1-az2, euw1-az3',
    ])
    expect(ended.stdout).toContain('2 of 3 vantages agreeing')
    expect(ended.stdout).toContain(`  moves by itself: ${moves}\n`)
    expect(ended.stdout).toMatch(/ {2}manages front \([\w-]+\), web \([\w-]+\), orders \([\w-]+\)\n$/)
  })

  it('with --json gives the policy as the rooms read it, and nothing else', async () => {
    const { code, stderr, stdout } = await failover(['validate', 'policies/storefront.yaml', '--json'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ file: 'policies/storefront.yaml', valid: true },
      policy: {
        app: 'storefront',
        world: 'aws',
        observe: { everyMs: 10_000 },
        decide: { guards: { cooldownMs: 1_800_000 } },
      },
    })
  })

  it('tells every fault at once, each on a line that an editor can jump to, and ends with 2', () =>
    inDirectory(async (dir) => {
      const file = join(dir, 'bad.yaml')
      await writeFile(file, BAD)
      const { code, stderr, stdout } = await failover(['validate', file])
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      const [head, ...lines] = stderr.trimEnd().split('\n')
      expect(head).toMatch(new RegExp(`^failover: ${lines.length} faults in ${file}$`))
      for (const line of lines) expect(line).toMatch(new RegExp(`^${file}:\\d+:\\d+: \\S`))
      const places = lines.map((line) => line.slice(file.length).split(' ')[0])
      expect(places).toEqual(expect.arrayContaining([':6:3:', ':4:39:', ':7:27:']))
      expect(stderr).toContain('did you mean "every"?')
    }))

  it('with --json gives the faults with their places as well', () =>
    inDirectory(async (dir) => {
      const file = join(dir, 'bad.yaml')
      await writeFile(file, BAD)
      const { code, stdout } = await failover(['validate', file, '--json'])
      expect(code).toBe(2)
      const { error, faults } = JSON.parse(stdout) as { readonly error: object; readonly faults: readonly object[] }
      expect(error).toMatchObject({ exitCode: 2 })
      expect(faults).toContainEqual({ file, line: 6, column: 3, message: expect.stringContaining('evry') })
    }))
})
