import { describe } from 'vitest'
import { keepEveryLaw } from './days.js'

describe('random days of fixed seeds, the first half', () => keepEveryLaw(1, 4_875))
