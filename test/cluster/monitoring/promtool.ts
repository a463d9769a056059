import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { prometheusPrograms } from '../../../testbed/prometheus/programs'
import { runProgram } from '../../../testbed/tools/run-program'
import { ruleFile } from './rules'

/** promtool in a folder that has our rules as rules.yaml, for the suite that this is called in. */
export const promtoolWithRules = () => {
  const dir = mkdtempSync(join(tmpdir(), 'promtool-'))
  let promtool = ''
  before(async () => {
    promtool = (await prometheusPrograms()).promtool
    writeFileSync(join(dir, 'rules.yaml'), ruleFile())
  })
  after(() => rmSync(dir, { recursive: true, force: true }))

  const run = (args: ReadonlyArray<string>, input = '') => runProgram(promtool, args, { cwd: dir, input })
  /** One test of the rules, as `promtool test rules` takes it; evaluated so often. */
  const test = async (body: object, every: string): Promise<void> => {
    const file = { rule_files: ['rules.yaml'], evaluation_interval: every, tests: [body] }
    writeFileSync(join(dir, 'test.yaml'), stringify(file))
    const { code, stdout, stderr } = await run(['test', 'rules', 'test.yaml'])
    assert.equal(code, 0, stdout + stderr)
  }
  return { run, test }
}
