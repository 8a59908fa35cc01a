import { expect, it } from 'vitest'
import { Lane } from '../../../../../src/providers/local/cloud/supervisor/lane.js'

it('runs one thing after another, also after one that failed', async () => {
  const lane = new Lane()
  const said: string[] = []
  let open = (): void => {}
  const first = lane.run(async () => {
    await new Promise<void>((resolve) => {
      open = resolve
    })
    said.push('first')
    throw new Error('no')
  })
  const second = lane.run(async () => said.push('second'))
  await Promise.resolve()
  expect(said).toEqual([])
  open()
  await expect(first).rejects.toThrow('no')
  await second
  expect(said).toEqual(['first', 'second'])
})
