/** The reports of scheduled rehearsals, kept in the store: the newest of each drill, so that the document stays small. */
import { asOperatingError, OperatingError } from '../model/error.js'
import type { Store } from '../model/world.js'
import type { Rehearsal } from '../rehearse/rehearsal.js'

const DOCUMENT = 'rehearsals'
const KEPT_OF_EACH = 20

/** Every report that is kept, oldest first; throws `OperatingError` where the store cannot be read. */
export async function readRehearsals(store: Store): Promise<readonly Rehearsal[]> {
  return parse((await store.get(DOCUMENT))?.text)
}

/** The same, and nothing where it cannot be read: neither a page nor a watch waits for it. */
export async function recallRehearsals(store: Store): Promise<readonly Rehearsal[]> {
  try {
    return await readRehearsals(store)
  } catch (thrown) {
    asOperatingError(thrown, 'recall the rehearsals')
    return []
  }
}

/**
 * Keeps `made`, and tells whether it is kept: not where another leader has kept one since `known` was read. Two
 * controllers never both tell of one rehearsal.
 */
export async function keepRehearsal(store: Store, made: Rehearsal, known: readonly Rehearsal[]): Promise<boolean> {
  const before = await store.get(DOCUMENT)
  const kept = parse(before?.text)
  if (lastOf(kept, made.drill)?.at !== lastOf(known, made.drill)?.at) return false
  const all = [...kept, made]
  const text = JSON.stringify(all.filter((each) => newestOf(all, each.drill).includes(each)))
  try {
    await store.put(DOCUMENT, text, before?.version)
    return true
  } catch (thrown) {
    if (thrown instanceof OperatingError && thrown.code === 'conflict') return false
    throw thrown
  }
}

const lastOf = (all: readonly Rehearsal[], drill: string): Rehearsal | undefined =>
  all.findLast((each) => each.drill === drill)

const newestOf = (all: readonly Rehearsal[], drill: string): readonly Rehearsal[] =>
  all.filter((each) => each.drill === drill).slice(-KEPT_OF_EACH)

const parse = (text: string | undefined): readonly Rehearsal[] =>
  text === undefined ? [] : (JSON.parse(text) as readonly Rehearsal[])
