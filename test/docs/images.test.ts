import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROWS } from '../../agent/bootc/error-rows'

const read = (path: string): string => readFileSync(join(__dirname, '../..', path), 'utf8')

describe('docs/images.md', () => {
  const reasons = [...read('hooks/ports/registry.ts').matchAll(/^ {2}\| '(\w+)'/gm)].map(([, reason = '']) => reason)
  const table = read('docs/images.md')

  it('says what to do for every reason of a lookup that fails', () => {
    assert.ok(reasons.length >= 9, `reasons are found: ${reasons.join()}`)
    const rows = reasons.filter(reason => new RegExp(`^\\| \`${reason}\` \\| .+ \\| .+ \\|$`, 'm').test(table))
    assert.deepEqual(rows, reasons)
  })

  it('says what to do for every reason of a pull that fails', () => {
    const own = new Set(ROWS.map(({ reason }) => reason))
    // What only concerns a host that has the image already, or cannot have any, is said in docs/agent.md.
    for (const reason of [
      'BrokenDeployment',
      'EtcMergeConflict',
      'LayeredPackages',
      'ReadOnlyHost',
      'NotBootcHost',
    ] as const)
      own.delete(reason)
    for (const reason of ['SoftRebootImpossible', 'StagedLost', 'FinalizeFailed'] as const) own.delete(reason)
    const told = table.slice(table.indexOf('## When a node cannot pull'))
    const missing = [...own].filter(
      reason => !new RegExp(`^\\|[^|]*\`${reason}\`[^|]*\\| .+ \\| .+ \\|$`, 'm').test(told),
    )
    assert.deepEqual(missing, [])
  })

  it('says what to do for every reason of a pull secret that is not ready', () => {
    const sources = ['pull-secret', 'pull-secret-content'].map(name => read(`hooks/pool-sync/${name}.ts`)).join('\n')
    const found = [...sources.matchAll(/'((?:Secret|Copy|Wrong|Invalid|Copied|Mounted)\w*)'/g)].map(
      ([, word = '']) => word,
    )
    const secretReasons = [...new Set(found)].filter(word => word !== 'Secret')
    assert.ok(secretReasons.length >= 10, secretReasons.join())
    const told = table.match(/^\| reason of `PullSecretReady` [\s\S]*?\n\n/m)?.[0] ?? ''
    assert.deepEqual(
      secretReasons.filter(reason => !told.includes(`\`${reason}\``)),
      [],
    )
  })

  it('names the ConfigMap and the keys that the Deployment reads', () => {
    const deployment = read('manifests/operator/deployment.yaml')
    for (const word of ['bootc-registries', 'ca.crt', 'insecure', 'logins']) {
      assert.ok(deployment.includes(word) && table.includes(word), word)
    }
  })
})
