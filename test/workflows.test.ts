import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { scripts } from '../package.json'
import { actionlintProgram } from '../testbed/actionlint/actionlint'
import { runProgram } from '../testbed/tools/run-program'
import { root } from './support/named-tests'

const folder = join(root, '.github', 'workflows')
const files = readdirSync(folder)

interface Step {
  readonly run?: string
  readonly uses?: string
}
interface Job {
  readonly steps?: ReadonlyArray<Step>
  readonly 'timeout-minutes'?: number
}
interface Workflow {
  readonly permissions?: object
  readonly jobs: Readonly<Record<string, Job>>
}

const textOf = (file: string): string => readFileSync(join(folder, file), 'utf8')
const stepsOf = (file: string): ReadonlyArray<Step> =>
  Object.values((parse(textOf(file)) as Workflow).jobs).flatMap(({ steps = [] }) => steps)
const runs = files.flatMap(file => stepsOf(file).flatMap(({ run }) => (run === undefined ? [] : [{ file, run }])))

/** Commands of `npm run release` that a test plays: without the first one their workflow would run them untried. */
const releaseTests = ['install/release-commands.test.ts', 'cluster/install/release.test.ts']
  .map(name => readFileSync(join(root, 'test', name), 'utf8'))
  .join('\n')

describe('the workflows', () => {
  it('are found well by actionlint', async function () {
    this.timeout(600_000) // The first run builds it.
    const program = await actionlintProgram()
    const { code, stdout, stderr } = await runProgram(program, ['-no-color', ...files.map(file => join(folder, file))])
    assert.equal(code, 0, stdout + stderr)
  })

  for (const { file, run } of runs) {
    it(`${file} runs a command of package.json: ${run}`, () => {
      const [, name = ''] = /^(?:sudo --preserve-env )?npm run (?:--silent )?([\w:]+)/.exec(run) ?? []
      assert.ok(name in scripts, 'every step that runs something is one `npm run` of this project')
      assert.doesNotMatch(run, /\n|&&|\||;|`|\$\(/, 'nothing besides')
      const [, command] = /npm run release (?:--silent )?-- (\w+)/.exec(run) ?? []
      if (name === 'release') assert.ok(releaseTests.includes(`'${command}'`), `no test plays ${command}`)
    })
  }

  it('name no owner and no repository of ours', () => {
    for (const file of files) assert.doesNotMatch(textOf(file), /github\.com\/|ghcr\.io\/\w/, file)
  })

  it('put nothing into a command that a stranger may choose', () => {
    for (const { file, run } of runs) assert.doesNotMatch(run, /\$\{\{/, file)
  })

  it('have no rights but to read, where a job does not ask for more', () => {
    for (const file of files)
      assert.deepEqual((parse(textOf(file)) as Workflow).permissions, { contents: 'read' }, file)
  })
})

describe('the issue forms', () => {
  const forms = join(root, '.github', 'ISSUE_TEMPLATE')

  it('have what GitHub asks of a form', () => {
    for (const file of readdirSync(forms).filter(name => name.endsWith('.yaml'))) {
      const form = parse(readFileSync(join(forms, file), 'utf8'))
      assert.ok(form.name && form.description && form.body.length > 0, file)
      const ids = form.body.flatMap(({ id }: { id?: string }) => (id === undefined ? [] : [id]))
      assert.equal(new Set(ids).size, ids.length, file)
    }
  })

  it('of a fault asks for the bundle', () =>
    assert.match(readFileSync(join(forms, 'fault.yaml'), 'utf8'), /`kubectl bootc bundle`/))
})
