import { expect, it } from 'vitest'
import { Epochs } from '../../../../../src/providers/local/cloud/supervisor/epochs.js'

it('lets epochs through that do not fall, and says both when one does (law 15)', () => {
  const epochs = new Epochs()
  epochs.admit(3, 'change the name')
  epochs.admit(3, 'change the name')
  epochs.admit(5, 'fence us-east-1')
  expect(() => epochs.admit(4, 'change the name')).toThrow(
    expect.objectContaining({ code: 'conflict', message: expect.stringMatching(/epoch 4 is older than 5/) }),
  )
})
