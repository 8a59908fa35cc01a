import path from 'node:path'
import { systemClock } from '../../../src/providers/clock.js'
import { fileStore } from '../../../src/providers/store/file-store.js'
import { MemoryStore } from '../../fixtures/memory-store.js'
import { storeConformance } from '../../fixtures/store-conformance.js'
import { tempDir } from './fixtures/temp-dir.js'

const clock = systemClock()

storeConformance('the store in memory', async () => {
  const store = new MemoryStore(clock)
  return { one: store, other: store }
})

storeConformance('the file store', async () => {
  const dir = path.join(await tempDir(), 'shop')
  return { one: fileStore(dir, { clock }), other: fileStore(dir, { clock }) }
})
