/** How the bundled web entry is run: by `npm start`, in stories and in the bench alike. */

import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const webProgram = {
  /** From the root of the repository. */
  file: 'dist/web/web.cjs',
  /** module.enableCompileCache() would come too late for a bundle that is one file. */
  env: { NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') },
} as const
