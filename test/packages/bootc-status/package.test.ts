import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { runProgram } from '../../../testbed/tools/run-program'
import { recorded } from '../../agent/support/recordings'

const SOURCE = resolve('packages/bootc-status')

const succeeds = async (file: string, args: ReadonlyArray<string>, cwd: string): Promise<string> => {
  const { code, stdout, stderr } = await runProgram(file, args, { cwd })
  assert.equal(code, 0, `${file} ${args.join(' ')}\n${stdout}${stderr}`)
  return stdout
}

/** The code blocks of a language in the README, which must run as they stand there. */
const examples = (language: string): ReadonlyArray<string> =>
  [...readFileSync(join(SOURCE, 'README.md'), 'utf8').matchAll(/```(\w+)\n([\s\S]*?)```/g)].flatMap(
    ([, of, text = '']) => (of === language ? [text] : []),
  )

describe('the package bootc-status', function () {
  this.timeout(240_000)
  let folder: string

  /** A project that has installed the packed file and what it depends on, as npm would lay it out. */
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bootc-status-'))
    const args = ['pack', '--json', '--silent', '--no-update-notifier', '--pack-destination', folder]
    const packed = await succeeds('npm', args, SOURCE)
    const [{ filename = '' } = {}] = JSON.parse(packed.slice(packed.indexOf('['))) as ReadonlyArray<{
      filename?: string
    }>
    const modules = join(folder, 'node_modules')
    mkdirSync(join(modules, 'bootc-status'), { recursive: true })
    const to = join(modules, 'bootc-status')
    await succeeds('tar', ['-xzf', join(folder, filename), '--strip-components=1', '-C', to], folder)
    for (const name of ['fp-ts', 'io-ts'])
      symlinkSync(dirname(require.resolve(`${name}/package.json`)), join(modules, name))
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    writeFileSync(join(folder, 'status.json'), recorded('024').status ?? '')
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('is used by plain Node, as its README shows', async () => {
    const [example = ''] = examples('js')
    writeFileSync(join(folder, 'example.js'), example)
    const said = await succeeds('sh', ['-c', `${process.execPath} example.js < status.json`], folder)
    assert.match(said, /^boots 10\.0\.2\.2:5000\/os@sha256:fa641a[0-9a-f]{58} next\n$/)
  })

  it('is used by TypeScript, as its README shows, and its types refuse what bootc does not say', async () => {
    const [example = ''] = examples('ts')
    writeFileSync(join(folder, 'example.ts'), example)
    writeFileSync(join(folder, 'wrong.ts'), example.replace('.staged', '.stagd'))
    const tsc = resolve('node_modules/.bin/tsc')
    const options = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2022', '--types', '']
    await succeeds(tsc, [...options, 'example.ts'], folder)
    const { code, stdout } = await runProgram(tsc, [...options, 'wrong.ts'], { cwd: folder })
    assert.notEqual(code, 0)
    assert.match(stdout, /Property 'stagd' does not exist/)
  })

  it('depends on the releases of fp-ts and io-ts that it is tested with, and says which schema it has', () => {
    const { version, dependencies } = JSON.parse(readFileSync(join(SOURCE, 'package.json'), 'utf8'))
    const own = JSON.parse(readFileSync('package.json', 'utf8')).dependencies
    for (const [name, range] of Object.entries<string>(dependencies))
      assert.match(own[name], new RegExp(`^${range.replace(/^\^|\.0$/g, '').replaceAll('.', '\\.')}\\.`))
    // bootc-1.16.*.jsonl and the schema beside it are of that release: the major is the format's, the minor bootc's.
    assert.match(version, /^1\.16\./)
  })

  it('has the licence of the repository', () =>
    assert.equal(readFileSync(join(SOURCE, 'LICENSE'), 'utf8'), readFileSync('LICENSE', 'utf8')))
})
