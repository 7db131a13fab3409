/** The built parts of Drydock: what each is made from, and what is there when it is built. */

import { build } from 'vite'
import { nodeBundle } from './node-bundle.ts'
import { webProgram } from './web-program.ts'

export interface Part {
  readonly name: 'renderer' | 'main' | 'preload' | 'web'
  /** Files and folders whose contents decide whether it has to be built again. */
  readonly sources: readonly string[]
  /** The file that shows it was built. */
  readonly result: string
  readonly build: () => Promise<unknown>
}

const always = ['package-lock.json', 'build/tsconfig.base.json']

export const parts: readonly Part[] = [
  {
    name: 'renderer',
    sources: ['renderer', 'shared', 'build/vite.renderer.config.ts', ...always],
    result: 'dist/renderer/index.html',
    build: () => build({ configFile: 'build/vite.renderer.config.ts', logLevel: 'error' }),
  },
  {
    name: 'main',
    sources: ['electron', 'shared', 'build/node-bundle.ts', ...always],
    result: 'dist/main/main.cjs',
    build: () => build(nodeBundle('main')),
  },
  {
    name: 'preload',
    sources: ['electron/preload.ts', 'build/node-bundle.ts', ...always],
    result: 'dist/preload/preload.cjs',
    build: () => build(nodeBundle('preload')),
  },
  {
    name: 'web',
    sources: ['electron', 'shared', 'build/node-bundle.ts', ...always],
    result: webProgram.file,
    build: () => build(nodeBundle('web')),
  },
]
