import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { missingFiles, missingTests, proofsIn, root } from '../support/named-tests'

const page = join(root, 'docs', 'security.md')

describe('docs/security.md', () => {
  const text = readFileSync(page, 'utf8')
  const proofs = proofsIn(page, text)

  it('proves each row', () => {
    const rows = text.split('\n').filter(line => /^\| [A-Z]\d+ \|/.test(line))
    assert.ok(rows.length > 20, 'rows are found')
    assert.deepEqual(
      rows.filter(row => proofsIn(page, row).length === 0),
      [],
    )
  })

  it('has no promise without a test: every row of its tables is one', () => {
    const rows = text.split('\n').filter(line => /^\|/.test(line) && !/^\|[-| ]+$|^\| \| Promise/.test(line))
    assert.deepEqual(
      rows.filter(row => !/^\| [A-Z]\d+ \|/.test(row)),
      [],
    )
  })

  it('knows attacks of each of the fourteen kinds that were found', () => {
    const files = readdirSync(join(root, 'test', 'cluster', 'security'))
    const kinds = Array.from({ length: 14 }, (_, i) => `s-${String(i + 1).padStart(2, '0')}-`)
    assert.deepEqual(
      kinds.filter(kind => !files.some(name => name.startsWith(kind) && name.endsWith('.test.ts'))),
      [],
    )
  })

  it('names every file of attacks', () => {
    const attacks = readdirSync(join(root, 'test', 'cluster', 'security')).filter(name => name.endsWith('.test.ts'))
    assert.ok(attacks.length > 5, 'files are found')
    assert.deepEqual(
      attacks.filter(name => !text.includes(`(../test/cluster/security/${name})`)),
      [],
    )
  })

  it('names test files that exist', () => assert.deepEqual(missingFiles(proofs), []))

  it('names tests that exist', function () {
    this.timeout(300_000) // The files are loaded.
    assert.deepEqual(missingTests(proofs), [])
  })

  it('says what each policy is for', () => {
    const policies = ['agent', 'orders', 'nodes', 'pools']
      .map(name => readFileSync(join(root, 'manifests', 'operator', `admission-${name}.yaml`), 'utf8'))
      .flatMap(policy => [...policy.matchAll(/policyName: (\S+)/g)].map(([, name = '']) => name))
    const unsaid = policies.filter(name => !text.includes(`\`${name.replace('-in-status', '')}\``))
    assert.deepEqual(unsaid, [])
  })
})
