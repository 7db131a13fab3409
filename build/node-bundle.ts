/**
 * How the Node parts are bundled, the web entry too, which starts in half the time from one file. CommonJS, because a
 * sandboxed preload can be nothing else and because ssh2 bundled as ESM dies with “__dirname is not defined”. Everything
 * is inside the bundle, so the packed app needs no node_modules; only what is not JavaScript stays out: Electron's own
 * module, and ssh2's optional natives, without which ssh2 uses Node's own cryptography.
 */

import { builtinModules } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { InlineConfig } from 'vite'

const external = [/^node:/, /^electron(\/|$)/, 'cpu-features', /\.node$/, ...builtinModules]

const root = fileURLToPath(new URL('..', import.meta.url))

/** `electron/<name>.ts` into `dist/<name>/<name>.cjs`. */
export function nodeBundle(name: 'main' | 'preload' | 'web'): InlineConfig {
  return {
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true, target: 'node' },
    resolve: { conditions: ['node', 'import', 'module', 'default'] },
    build: {
      ssr: `electron/${name}.ts`,
      outDir: `dist/${name}`,
      emptyOutDir: true,
      target: 'node24',
      license: { fileName: 'third-party-licenses.md' },
      minify: false,
      sourcemap: false,
      rolldownOptions: {
        external,
        platform: 'node',
        output: { format: 'cjs', entryFileNames: `${name}.cjs`, codeSplitting: false },
      },
    },
  }
}
