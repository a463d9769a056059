import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EXIT } from '../../cli/exit'
import { buildSingleFile } from '../../cli/single-file'
import { OPERATOR_VERSION } from '../../hooks/api/version'
import { startFakeServer } from '../cli/support/fake-server'
import { startProgram } from '../cli/support/program'
import { rolledBack } from '../cli/support/rolled-back'
import { objectsOf } from '../cli/support/scene'

describe('kubectl-bootc as one file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bootc-single-'))
  const file = join(folder, 'kubectl-bootc')
  /** Nothing of this machine: no PATH, no home. */
  const env = { COLUMNS: '100' }

  before(async () => {
    await buildSingleFile({ file })
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  it('runs where there is no Node, and prints nothing but what it is asked', () => {
    const { status, stdout, stderr } = spawnSync(file, ['version', '--client'], { env, encoding: 'utf8' })
    assert.deepEqual([status, stdout, stderr], [EXIT.done, `client  ${OPERATOR_VERSION}\n`, ''])
  })

  it('talks to a cluster, and ends as the bundle does', async () => {
    const server = await startFakeServer(objectsOf(rolledBack()))
    const kubeconfig = join(folder, 'kubeconfig')
    writeFileSync(kubeconfig, server.kubeconfig())
    const run = (...args: ReadonlyArray<string>) => startProgram(file, [...args, `--kubeconfig=${kubeconfig}`], env).end
    try {
      const status = await run('status', 'bnp/workers')
      assert.deepEqual([status.code, status.stderr], [EXIT.done, ''])
      assert.match(status.stdout, /^workers {2}RolledBack {2}target v2 \(b{12}\), given up$/m)
      assert.equal((await run('wait', 'workers', '--timeout=60s')).code, EXIT.rolledBack)
    } finally {
      await server.stop()
    }
  })

  it('has the size that docs/cli.md says, or less', () => {
    assert.ok(statSync(file).size < 140_000_000, `${statSync(file).size} bytes`)
  })
})
