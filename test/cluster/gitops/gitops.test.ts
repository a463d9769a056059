import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CLI_FIELD_MANAGER } from '../../../cli/cluster/api'
import { type ControlPlane, startControlPlane } from '../../../testbed/control-plane/control-plane'
import { installOperator } from '../../../testbed/lab/install'
import { aPool } from '../../builders/a-pool'
import { bootc } from '../support/kubectl-bootc'
import { reconcileAsFlux, syncAsArgo } from './flux'

const POOL = 'bootcnodepools/workers'

/** As a team keeps it: an explicit `paused: false`, and none of the fields that steer one rollout. */
const inGit = (): object => ({
  apiVersion: 'node.bootc.dev/v1alpha1',
  kind: 'BootcNodePool',
  metadata: { name: 'workers' },
  spec: {
    nodeSelector: { matchLabels: { role: 'worker' } },
    image: { ref: aPool().spec.image.ref },
    rollout: { paused: false, maxUnavailable: 2 },
  },
})

interface Live {
  readonly annotations: Readonly<Record<string, string>> | undefined
  readonly rollout: { readonly paused: boolean; readonly retry?: string }
}

describe('a pool that Git owns', () => {
  const dir = mkdtempSync(join(tmpdir(), 'bootc-gitops-'))
  let controlPlane: ControlPlane

  before(async function () {
    this.timeout(900_000) // The first run builds the Kubernetes programs.
    controlPlane = await startControlPlane({ dir })
    await installOperator(controlPlane)
  })
  after(async () => {
    await controlPlane?.stop()
    rmSync(dir, { recursive: true, force: true })
  })

  const kubectl = async (...args: ReadonlyArray<string>): Promise<string> => {
    const { code, stdout, stderr } = await controlPlane.kubectl(...args)
    assert.equal(code, 0, stderr)
    return stdout
  }
  const live = async (): Promise<Live> => {
    const { metadata, spec } = JSON.parse(await kubectl('get', POOL, '-o', 'json'))
    return { annotations: metadata.annotations, rollout: spec.rollout }
  }
  const steered = async (...args: ReadonlyArray<string>): Promise<void> => {
    const { code, stderr } = await bootc({ controlPlane }, ...args)
    assert.equal(code, 0, stderr)
  }

  const tools = {
    Flux: () => reconcileAsFlux(controlPlane, POOL, inGit()),
    'Argo CD with ServerSideApply': () => syncAsArgo(controlPlane, inGit()),
  }
  for (const [tool, reconcile] of Object.entries(tools)) {
    describe(`of ${tool}`, () => {
      beforeEach(async () => {
        await controlPlane.kubectl('delete', POOL, '--ignore-not-found')
        await reconcile()
      })

      it('loses a pause of its spec at the next reconciliation: the field is in Git', async () => {
        await steered('pause', 'workers')
        assert.equal((await live()).rollout.paused, true)
        await reconcile()
        assert.equal((await live()).rollout.paused, false)
      })

      it('keeps a pause by the annotation, and what else the command line steers', async () => {
        await steered('pause', 'workers', '--hold', 'firmware')
        await steered('retry', 'workers')
        const { rollout } = await live()
        for (let times = 0; times < 2; times += 1) await reconcile()
        assert.equal((await live()).annotations?.['node.bootc.dev/paused'], 'firmware')
        assert.equal((await live()).rollout.retry, rollout.retry)
        await steered('resume', 'workers')
        await reconcile()
        assert.equal((await live()).annotations?.['node.bootc.dev/paused'], undefined)
      })
    })
  }

  describe('of Flux, by other means', () => {
    before(tools.Flux)

    it('of Flux keeps an annotation of kubectl itself only when it comes under another field manager', async () => {
      const annotate = ['annotate', POOL, '--overwrite', 'node.bootc.dev/paused=disks']
      await kubectl(...annotate)
      await tools.Flux()
      assert.equal((await live()).annotations?.['node.bootc.dev/paused'], undefined)
      await kubectl(...annotate, `--field-manager=${CLI_FIELD_MANAGER}`)
      await tools.Flux()
      assert.equal((await live()).annotations?.['node.bootc.dev/paused'], 'disks')
    })

    it('has no difference from Git for the values that the API server adds', async () => {
      await tools.Flux()
      const { code, stdout } = await controlPlane.kubectl('get', POOL, '-o', 'jsonpath={.metadata.resourceVersion}')
      assert.equal(code, 0)
      await tools.Flux()
      assert.equal(await kubectl('get', POOL, '-o', 'jsonpath={.metadata.resourceVersion}'), stdout)
    })
  })
})
