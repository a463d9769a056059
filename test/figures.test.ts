import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DIALECT, dialectIn, dialectShare, namedTests, under } from './figures/figures'
import { circlesOf, floorsOf, graphOf, roomsIn } from './figures/rooms'
import { conditionalSpreads, functionsOf, spread } from './figures/shape'
import { codeOf, commentLinesOf, type Source, sourcesOf } from './figures/source'

const ROOT = join(__dirname, '..')

const FILES = {
  'tsconfig.json': '{ "compilerOptions": { "noEmit": true } }',
  'a/one.ts': `import { two } from './two'
// Told by whoever looks.
export const url = 'https://told.example' // a host
/**
 * Two
 * lines, and one of ours.
 */
export const one = (x?: string) => {
  const template = \`// \${x} nobody\`
  return { ...(x === undefined ? {} : { x }), ...two, template }
}
`,
  'a/two.ts': "import { one } from './one'\nimport { three } from '../b/three'\nexport const two = { one, three }\n",
  'b/three.ts': 'export const three = { f: (): number => 3 }\n',
  'test/a/one.test.ts': "import '../one'\n",
  'test/two-of-them.test.ts': "import { two } from '../a/two'\n",
  'test/a-rule.test.ts': "import { two } from '../a/two'\n",
  'test/cluster/another.test.ts': '',
}

const written = (files: Readonly<Record<string, string>>): string => {
  const root = mkdtempSync(join(tmpdir(), 'bootc-figures-'))
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  return root
}

describe('the figures of docs/architecture.md', function () {
  this.timeout(60_000)
  let sources: ReadonlyArray<Source> = []
  before(() => {
    const root = written(FILES)
    sources = sourcesOf(root)
    rmSync(root, { recursive: true })
  })
  const one = (): Source => sources[0] as Source

  it('count lines of comments, and no // within a text', () => {
    assert.deepEqual(
      commentLinesOf(one()).map(({ line, text }) => `${line} ${text}`),
      ['2 // Told by whoever looks.', '3 // a host', '4 /**', '5 * Two', '6 * lines, and one of ours.', '7 */'],
    )
    assert.ok(codeOf(one()).includes('https://told.example'))
  })

  it('count lines of comments in dialect', () => {
    assert.deepEqual(
      dialectIn(sources).map(({ file, line }) => `${file}:${line}`),
      ['a/one.ts:2', 'a/one.ts:6'],
    )
    assert.equal(dialectShare(sources), '33.3 % of 6')
  })

  it('count functions that have a name, and conditional spreads', () => {
    assert.deepEqual(
      sources.flatMap(functionsOf).map(({ name, lines, parameters }) => [name, lines, parameters]),
      [
        ['one', 4, 1],
        ['f', 1, 0],
      ],
    )
    assert.deepEqual(sources.filter(under('a', 'b')).map(conditionalSpreads), [1, 0, 0])
    assert.equal(spread([3, 1, 2]), '2 / 3 / 3')
  })

  it('count tests that have the name of what they test', () => assert.equal(namedTests(sources), '2 of 3 (67 %)'))

  it('draw folders as rooms, and find circles', () => {
    const files = graphOf(sources, file => file)
    assert.deepEqual(circlesOf(files), [['a/one', 'a/two']])
    const folders = graphOf(sources.filter(under('a', 'b')), file => file.split('/')[0])
    assert.deepEqual(
      [...folders].map(([room, others]) => [room, ...others]),
      [['a', 'b'], ['b']],
    )
    assert.equal(floorsOf(folders), 2)
    assert.deepEqual([...graphOf(sources, roomsIn('a')).keys()], ['one', 'two'])
  })
})

describe('comments', () => {
  const HOLD = ['hooks', 'agent', 'cli']
  for (const folder of HOLD) {
    it(`of ${folder} have a subject: fewer than 3 % of their lines are in dialect`, () => {
      const lines = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter(file => file.endsWith('.ts'))
        .flatMap(file => readFileSync(join(ROOT, folder, file), 'utf8').split('\n'))
        .filter(line => /^\s*(\/\/|\/?\*)/.test(line))
      const offences = lines.filter(line => DIALECT.test(line))
      assert.ok(lines.length > 100)
      assert.ok(offences.length < lines.length * 0.03, offences.join('\n'))
    })
  }
})
