/** The policy the local cloud is built from, as this package ships it. */
import path from 'node:path'
import { packageRoot } from '../providers/package-root.js'

/** Its file; a copy of it is kept in the running cloud's directory. */
export const LOCAL_POLICY = path.join(packageRoot(), 'policies', 'local.yaml')
