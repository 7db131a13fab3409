/** What `npm run check` asks of the sources without running the app. */

import { runTool } from './run-tool.ts'

export interface CheckName {
  readonly name: string
  readonly tool: string
  readonly args: readonly string[]
}

export const checks: readonly CheckName[] = [
  { name: 'types', tool: 'tsc', args: ['-b'] },
  { name: 'lint and format', tool: 'biome', args: ['check', '--max-diagnostics=50', '--diagnostic-level=warn'] },
  { name: 'dead code', tool: 'node', args: ['build/dead-code.ts'] },
]

/** The layer table is a test; `npm test` runs it with the others. */
export const layerCheck: CheckName = {
  name: 'layers',
  tool: 'vitest',
  args: ['run', '--config', 'build/vitest.config.ts', 'tests/layers.test.ts'],
}

/** Runs them one after the other, says each result in a line, and shows in full only what failed. Returns the names of those. */
export async function runChecks(wanted: readonly CheckName[]): Promise<readonly string[]> {
  const failed: string[] = []
  for (const { name, tool, args } of wanted) {
    const startedAt = performance.now()
    const { exitCode, output } = await runTool(tool, args)
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    console.log(`${exitCode === 0 ? 'ok  ' : 'FAIL'}  ${name} (${seconds} s)`)
    if (exitCode !== 0) {
      failed.push(name)
      console.log(output.trimEnd())
    }
  }
  return failed
}
