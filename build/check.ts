/** `npm run check`: types, lint, format, dead code and layers. Exit code 1 where one of them fails. */

import { checks, layerCheck, runChecks } from './checks.ts'
import { enterRepository } from './repository.ts'

enterRepository()
const failed = await runChecks([...checks, layerCheck])
console.log(failed.length === 0 ? 'All checks passed.' : `Failed: ${failed.join(', ')}.`)
process.exitCode = failed.length === 0 ? 0 : 1
