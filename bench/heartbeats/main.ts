import { readFileSync, rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { apiRequest } from '../../hooks/ports/api/api-request'
import { identityFrom } from '../../test/cluster/admission/guarded-cluster'
import { untilEnforced } from '../../test/cluster/admission/until-enforced'
import { createClientAuthority } from '../../testbed/control-plane/client-certificates'
import { startControlPlane } from '../../testbed/control-plane/control-plane'
import { figuresOf } from '../agent/process-figures'

/**
 * What the admission policies cost the API server per heartbeat of a kubelet: reports of one Node of 12 kB, by turns with
 * our policies and without their bindings. CPU of the API server alone.
 */
const { values } = parseArgs({ options: { heartbeats: { type: 'string', default: '5000' } } })
const heartbeats = Number(values.heartbeats)
if (!(heartbeats >= 10)) throw new Error('--heartbeats: expected a number of 10 or more')

const POLICIES = 'manifests/operator/admission-nodes.yaml'
const ROUNDS = 5
const NODE = 'heartbeats'
/** As kubelets list them, up to 50: together about 10 kB. */
const IMAGES = Array.from({ length: 50 }, (_, i) => ({
  names: [`registry.example/library/image-${i}@sha256:${'a'.repeat(64)}`, `registry.example/library/image-${i}:v1`],
  sizeBytes: 1e8 + i,
}))

const measure = async (dir: string): Promise<void> => {
  const authority = await createClientAuthority(join(dir, 'clients'))
  const controlPlane = await startControlPlane({ dir, clientCaFile: authority.caFile })
  try {
    const kubectl = async (...args: ReadonlyArray<string>): Promise<void> => {
      const { code, stderr } = await controlPlane.kubectl(...args)
      if (code !== 0) throw new Error(stderr)
    }
    const { certFile, keyFile } = await authority.kubeletCertificate(NODE)
    const kubelet = identityFrom(controlPlane.kubeconfig)
    kubelet.users = [{ name: 'admin', certFile, keyFile }]
    await apiRequest(kubelet, {
      method: 'POST',
      path: '/api/v1/nodes',
      body: { apiVersion: 'v1', kind: 'Node', metadata: { name: NODE }, status: { images: IMAGES } },
    })
    const server = controlPlane.pids.find(pid => readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('kube-apiserver'))
    if (server === undefined) throw new Error('the API server is not found among the processes')
    let beat = 0
    const report = (): Promise<unknown> => {
      beat += 1
      const lastHeartbeatTime = new Date(1.8e12 + beat * 1000).toISOString().replace('.000', '')
      const condition = { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'ready', lastHeartbeatTime }
      return apiRequest(kubelet, {
        method: 'PATCH',
        path: `/api/v1/nodes/${NODE}/status`,
        body: { status: { conditions: [condition], images: IMAGES } },
        contentType: 'application/strategic-merge-patch+json',
      })
    }
    const costOf = async (count: number): Promise<number> => {
      const before = figuresOf(server).cpu
      for (let i = 0; i < count; i += 1) await report()
      return ((figuresOf(server).cpu - before) * 1000) / count
    }
    const each = Math.ceil(heartbeats / ROUNDS)
    const costs: Record<'without' | 'with', number[]> = { without: [], with: [] }
    await costOf(each)
    for (let round = 0; round < ROUNDS; round += 1) {
      costs.without.push(await costOf(each))
      await kubectl('apply', '-f', POLICIES)
      await untilEnforced(controlPlane)
      costs.with.push(await costOf(each))
      await kubectl('delete', '-f', POLICIES, '--wait')
    }
    const mean = (numbers: ReadonlyArray<number>): number => numbers.reduce((a, b) => a + b, 0) / numbers.length
    const [bare, guarded] = [mean(costs.without), mean(costs.with)]
    const shown = (numbers: ReadonlyArray<number>): string => numbers.map(ms => ms.toFixed(2)).join(' ')
    console.log(`API server CPU per heartbeat, ms: without ${shown(costs.without)}; with ${shown(costs.with)}`)
    const difference = guarded - bare
    const perSecond = (5000 / 300) * difference
    console.log(
      `${bare.toFixed(2)} without, ${guarded.toFixed(2)} with: ${difference.toFixed(2)} ms each, ${(difference * 5).toFixed(1)} s for 5000`,
    )
    console.log(`5000 kubelets that report every 300 s: ${perSecond.toFixed(1)} ms of CPU per second`)
  } finally {
    await controlPlane.stop()
  }
}

const run = async (): Promise<void> => {
  const dir = await mkdtemp(join(tmpdir(), 'bench-heartbeats-'))
  await measure(dir).finally(() => rmSync(dir, { recursive: true, force: true }))
}

run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error))
  process.exit(1)
})
