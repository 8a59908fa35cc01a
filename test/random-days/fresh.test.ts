import { describe } from 'vitest'
import { keepEveryLaw } from './days.js'

// Nobody has seen these. A failure is a finding, and its seed repeats it.
const first = 1_000_000 + (Math.floor(Date.now() / 1_000) % 2_000_000_000)

describe('random days of fresh seeds', () => keepEveryLaw(first, 250))
