import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { failover, inDirectory, ROOT } from './fixtures/command.js'

const policy = (name: string): string => join(ROOT, 'policies', name)

/** A directory with a policy of its own and a local cloud's beside it. */
const inShop = (work: (dir: string, cloud: string) => Promise<void>): Promise<void> =>
  inDirectory(async (dir) => {
    const cloud = join(dir, 'cloud')
    await mkdir(cloud)
    await copyFile(policy('local.yaml'), join(cloud, 'policy.yaml'))
    await work(dir, cloud)
  })

describe('the policy a command reads', () => {
  it('is the one given, else the environment’s, else failover.yaml here, else the local cloud’s, which it says', () =>
    inShop(async (cwd, cloud) => {
      await copyFile(policy('storefront.yaml'), join(cwd, 'failover.yaml'))
      const env = { FAILOVER_LOCAL_DIR: cloud, FAILOVER_POLICY: policy('local.yaml') }
      const first = async (args: readonly string[], more: Readonly<Record<string, string>>): Promise<string> =>
        (await failover(['validate', ...args], { cwd, env: more })).stdout.split(':')[0] ?? ''
      expect(await first(['--policy', policy('storefront.yaml')], env)).toBe(policy('storefront.yaml'))
      expect(await first([], env)).toBe(policy('local.yaml'))
      expect(await first([], { FAILOVER_LOCAL_DIR: cloud })).toBe('failover.yaml')
    }))

  it('is the running local cloud’s where there is no other, and that is remarked on', () =>
    inShop(async (cwd, cloud) => {
      const ended = await failover(['validate', '--json'], { cwd, env: { FAILOVER_LOCAL_DIR: cloud } })
      expect(JSON.parse(ended.stdout)).toMatchObject({ file: join(cloud, 'policy.yaml'), valid: true })
      expect(ended.stderr).toBe(`policy: ${join(cloud, 'policy.yaml')} (the running local cloud's)\n`)
    }))

  it('is missed with a way to give one', () =>
    inDirectory(async (cwd) => {
      expect(await failover(['report'], { cwd })).toEqual({
        ...{ code: 2, stdout: '' },
        stderr: [
          'failover: no policy: there is no failover.yaml here, and no local cloud runs',
          '  next: give one by --policy FILE or $FAILOVER_POLICY, or start the local cloud by "failover local up"',
          '',
        ].join('\n'),
      })
    }))

  it('that cannot be read is told with its name and why, once', async () => {
    expect((await failover(['validate', 'gone.yaml'])).stderr).toBe(
      'failover: cannot read the policy gone.yaml: ENOENT: no such file or directory\n  next: give another by --policy FILE\n',
    )
  })

  it('with a store that this version cannot keep ends the command, which says what can be done', () =>
    inDirectory(async (cwd) => {
      const shipped = await readFile(policy('storefront.yaml'), 'utf8')
      const elsewhere = shipped.replace(/^store: .*$/m, 'store: s3://acme-failover-eu-west-1/storefront')
      await writeFile(join(cwd, 'failover.yaml'), elsewhere)
      const ended = await failover(['report'], { cwd })
      expect(ended.code).toBe(2)
      expect(ended.stderr).toContain('this version keeps its journal in files only')
      expect(ended.stderr).toContain('write store: file:PATH')
    }))
})
