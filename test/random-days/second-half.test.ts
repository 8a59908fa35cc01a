import { describe } from 'vitest'
import { keepEveryLaw } from './days.js'

describe('random days of fixed seeds, the second half', () => keepEveryLaw(4_876, 4_875))
