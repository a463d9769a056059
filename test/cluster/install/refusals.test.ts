import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { freePort } from '../../../testbed/control-plane/free-port'
import { kubeconfig } from '../../../testbed/control-plane/kubeconfig'
import { type Ended, runProgram } from '../../../testbed/tools/run-program'
import { LOOPBACK_CERTIFICATE, LOOPBACK_KEY } from '../../agent/support/loopback-certificate'

describe('a hook server that cannot do its work here', () => {
  const dir = mkdtempSync(join(tmpdir(), 'bootc-refusals-'))
  let oldCluster: Server
  let env: NodeJS.ProcessEnv

  before(async () => {
    // An API server of which nothing but its version is asked.
    oldCluster = createServer({ cert: LOOPBACK_CERTIFICATE, key: LOOPBACK_KEY }, (_req, res) => {
      res.setHeader('content-type', 'application/json').end(JSON.stringify({ gitVersion: 'v1.29.15' }))
    })
    await new Promise<void>(listening => oldCluster.listen(0, '127.0.0.1', listening))
    const url = `https://127.0.0.1:${(oldCluster.address() as AddressInfo).port}`
    const [caFile, file] = [join(dir, 'ca.crt'), join(dir, 'kubeconfig')]
    writeFileSync(caFile, LOOPBACK_CERTIFICATE)
    writeFileSync(file, kubeconfig({ url, caFile, user: 'operator', token: 'x' }))
    const ports = { HOOKS_PORT: String(await freePort()), PROBE_PORT: String(await freePort()) }
    env = { PATH: process.env['PATH'], KUBECONFIG: file, POD_NAMESPACE: 'bootc-operator', ...ports }
  })
  after(() => {
    oldCluster.close()
    rmSync(dir, { recursive: true, force: true })
  })

  const run = (more: NodeJS.ProcessEnv = {}): Promise<Ended> =>
    runProgram(process.execPath, [resolve('dist/hooks.js')], { env: { ...env, ...more } })

  it('ends with one sentence in a cluster that is too old', async () => {
    const { code, stderr } = await run()
    assert.equal(code, 1)
    assert.equal(
      stderr,
      'this cluster runs Kubernetes v1.29.15, the operator needs 1.30 or newer: upgrade the cluster first\n',
    )
  })

  it('ends with one sentence in another namespace than the one of its rights', async () => {
    const { code, stdout, stderr } = await run({ POD_NAMESPACE: 'default' })
    assert.equal(code, 1)
    assert.equal(stdout, '')
    assert.match(
      stderr,
      /^POD_NAMESPACE: this pod runs in namespace default, but .* bootc-operator: install it there\n$/,
    )
  })
})
