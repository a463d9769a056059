import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../support/named-tests'

const page = readFileSync(join(root, 'docs', 'install.md'), 'utf8')
const folder = join(root, 'test', 'cluster', 'install')
const tests = readdirSync(folder)
  .filter(name => name.endsWith('.test.ts'))
  .map(name => readFileSync(join(folder, name), 'utf8'))
  .join('\n')

interface Block {
  readonly section: string
  readonly index: number
}

const blocks: ReadonlyArray<Block> = page
  .split(/^## /m)
  .slice(1)
  .flatMap(text => {
    const section = text.split('\n')[0] ?? ''
    return [...text.matchAll(/^```sh$/gm)].map((_, index) => ({ section, index }))
  })

/** Tests name a block as typeCommands takes it: the section, and numbers of its blocks. */
const isTyped = ({ section, index }: Block): boolean =>
  tests.includes(`section: '${section}', index: ${index} }`) ||
  (section === 'Helm' && new RegExp(`\\[[\\d, ]*\\b${index}\\b[\\d, ]*\\]\\.map\\(helmSection\\)`).test(tests))

describe('docs/install.md', () => {
  it('shows each of the three ways', () => {
    const sections = new Set(blocks.map(({ section }) => section))
    for (const way of ['kubectl', 'Helm', 'Kustomize']) assert.ok(sections.has(way), way)
  })

  for (const block of blocks) {
    it(`has its block ${block.index} of section ${block.section} typed by a cluster test`, () =>
      assert.ok(isTyped(block), 'no test in test/cluster/install types it with typeCommands'))
  }
})
