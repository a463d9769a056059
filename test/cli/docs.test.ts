import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { EXIT } from '../../cli/exit'
import { createProgram } from '../../cli/program'
import { installedBy } from '../../install/installed'

const MANIFESTS = join(__dirname, '../../manifests')
const text = readFileSync(join(__dirname, '../../docs/cli.md'), 'utf8')

const program = createProgram({
  installed: installedBy(MANIFESTS),
  now: () => new Date(0),
  tell: async () => undefined,
  tellEach: async () => undefined,
  tellAlone: () => undefined,
  print: () => undefined,
  wait: async () => undefined,
  watch: async () => undefined,
  dashboard: async () => undefined,
})

describe('docs/cli.md', () => {
  for (const command of program.commands) {
    it(`tells of ${command.name()} and its flags`, () => {
      const { required, name } = { required: command.registeredArguments, name: command.name() }
      assert.match(text, new RegExp(`\`${name}(${required.length > 0 ? ' ' : ''}|\`)`))
      for (const { long } of command.options) assert.ok(text.includes(long ?? ''), `${long} is missing`)
    })
  }

  it('tells of the flags that every command has', () => {
    for (const { long, short } of program.options) assert.ok(text.includes(`\`${short ?? long}`), `${long} is missing`)
  })

  it('tells of every exit code', () => {
    for (const code of Object.values(EXIT)) assert.match(text, new RegExp(`^\\| ${code} \\|`, 'm'))
  })
})
