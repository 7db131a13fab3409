/** `npm run build`: the page, the main process and the preload script, each where its sources changed. */

import { buildStale } from './build-stale.ts'
import { enterRepository } from './repository.ts'

enterRepository()
await buildStale(['renderer', 'main', 'preload', 'web'])
