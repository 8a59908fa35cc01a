/** Ends what a killed supervisor left running in the directory given: `main.js DIR`. */
import { invariant } from '../../../../model/invariant.js'
import { endLeftovers } from '../leftovers.js'
import { log } from '../supervisor/log.js'

const [dir] = process.argv.slice(2)
invariant(dir, 'the reaper is given a directory')
const ended = await endLeftovers(dir)
log(`the supervisor was killed; processes it left and that were ended: ${ended}`)
