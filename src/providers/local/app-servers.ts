/** `app-servers`: the app's capacity in each region of the local cloud, counted in slots. */
import { z } from 'zod'

/** What the policy says of it: the slots (requests served at once) that the serving region must have in all. */
export const settings = z.strictObject({
  capacity: z.int().min(1).max(10_000).describe('Slots the serving region must have, over all its zones.'),
})
