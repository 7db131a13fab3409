/**
 * Builds the page into dist/renderer: hashed files, relative addresses, no inline scripts or styles, so that a strict
 * content security policy holds. PatternFly's base styles bring fonts, icon classes and themes that no page of ours uses.
 */

import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const unusedFontFace = /@font-face\s*\{[^}]*(?:RedHatDisplay|VF-Italic|pficon)[^}]*\}/g
const unusedTheme = /^:root:where\([^{}]*theme-(?:glass|felt)[^{}]*\{[^}]*\}/gm
const unusedIconClass = /(?:\.pf-v6-pficon-[\w-]+:before,?\s*)+\{[^}]*\}/g

/** Layouts of tables that no table of ours has. */
const unusedStyles =
  /@patternfly\/react-styles\/css\/components\/Table\/(?:table-grid|table-tree-view|table-scrollable|inline-edit)\.css$/

/** Takes out of PatternFly's styles what would be shipped for nothing. */
const lessOfPatternFly = (): Plugin => ({
  name: 'less-of-patternfly',
  enforce: 'pre',
  transform(code, id) {
    if (unusedStyles.test(id)) return { code: '', map: null }
    if (!id.includes('/@patternfly/react-core/dist/styles/base.css')) return undefined
    return { code: code.replace(unusedFontFace, '').replace(unusedTheme, '').replace(unusedIconClass, ''), map: null }
  },
})

/** The window's own part is fetched together with what it is built on, not after that has run. */
const fetchWindowAtOnce = (): Plugin => ({
  name: 'fetch-window-at-once',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle = {} }) =>
      Object.values(bundle).flatMap(part => {
        if (part.type !== 'chunk' || !part.isDynamicEntry) return []
        const styles = [...(part.viteMetadata?.importedCss ?? [])]
        const links = [
          { rel: 'modulepreload', href: `./${part.fileName}` },
          ...styles.map(file => ({ rel: 'stylesheet', href: `./${file}` })),
        ]
        return links.map(link => ({ tag: 'link', attrs: { ...link, crossorigin: true }, injectTo: 'head' as const }))
      }),
  },
})

export default defineConfig({
  root: new URL('../renderer', import.meta.url).pathname,
  base: './',
  cacheDir: '../.cache/vite-renderer',
  plugins: [lessOfPatternFly(), fetchWindowAtOnce(), react()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'es2024',
    sourcemap: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // One piece, so that what has to run before anything makes a schema does (renderer/app/without-eval.ts).
        codeSplitting: { groups: [{ name: 'schemas', test: /\/node_modules\/zod\/|\/shared\/|\/without-eval\.ts$/ }] },
      },
    },
  },
})
