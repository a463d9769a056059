import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, type Plugin } from 'esbuild'
import type { PageParts } from './document'
import { phaseCss } from './phase-css'

const FOLDER = join(__dirname, 'page')

/** Builds the page out of its sources: one document, without anything to load. */
export const buildPageParts = async (): Promise<PageParts> => {
  const { outputFiles } = await build({
    entryPoints: { script: join(FOLDER, 'main.ts'), style: join(FOLDER, 'style.css') },
    outdir: 'out',
    bundle: true,
    write: false,
    format: 'iife',
    target: ['chrome111', 'firefox113', 'safari16.4'],
    minify: true,
  })
  const textOf = (name: string): string => outputFiles.find(({ path }) => path.endsWith(name))?.text.trim() ?? ''
  return {
    html: readFileSync(join(FOLDER, 'index.html'), 'utf8'),
    style: `${textOf('style.css')}${phaseCss()}`,
    script: textOf('script.js'),
  }
}

/** Builds the page into the command line, which is one file. */
export const pageBundle = (): Plugin => ({
  name: 'page-bundle',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^virtual:page$/ }, ({ path }) => ({ path, namespace: 'page' }))
    onLoad({ filter: /./, namespace: 'page' }, async () => ({
      contents: `export const page = ${JSON.stringify(await buildPageParts())}`,
      loader: 'js',
    }))
  },
})
