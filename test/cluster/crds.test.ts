import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'
import { type ControlPlane, startControlPlane } from '../../testbed/control-plane/control-plane'
import { untilServed } from '../../testbed/control-plane/until-served'
import { waitFor } from '../../testbed/control-plane/wait-for'
import { BAD_INPUT } from './bad-input'
import { BAD_POOLS, GOOD_POOLS } from './crd-cases'
import { aJoined, anUpdate, aPool, aRollout, IN_SLOT } from './crd-samples'
import { PATIENCE_SECONDS } from './support/views'

const MANIFESTS = join(__dirname, '../../manifests')
const KINDS = 'bootcnodepools,bootcrollouts,bootcnodeupdates'

describe('the CRDs on a real API server', () => {
  const dir = mkdtempSync(join(tmpdir(), 'bootc-crds-'))
  let cluster: ControlPlane

  const kubectl = async (...args: ReadonlyArray<string>): Promise<string> => {
    const { code, stdout, stderr } = await cluster.kubectl(...args)
    assert.equal(code, 0, stderr)
    return stdout
  }
  const applied = async (object: object): Promise<void> => {
    const { code, stderr } = await cluster.apply(JSON.stringify(object))
    assert.equal(code, 0, stderr)
  }

  before(async function () {
    this.timeout(900_000) // The first run builds the Kubernetes programs.
    cluster = await startControlPlane({ dir })
    await kubectl('apply', '-f', join(MANIFESTS, 'crds'))
    await untilServed(cluster.kubectl)
  })
  after(async () => {
    await cluster?.stop()
    rmSync(dir, { recursive: true, force: true })
  })

  for (const sample of ['pool-minimal', 'pool-full', 'pool-automatic', 'pool-canary']) {
    it(`accept the sample ${sample}`, () => kubectl('apply', '-f', join(MANIFESTS, 'samples', `${sample}.yaml`)))
  }

  it('store the full sample as it is', async () => {
    const { spec } = parse(readFileSync(join(MANIFESTS, 'samples/pool-full.yaml'), 'utf8'))
    assert.deepEqual(JSON.parse(await kubectl('get', 'bnp', 'edge', '-o', 'json')).spec, spec)
  })

  it('fill in the defaults of a minimal pool', async () => {
    const { spec } = JSON.parse(await kubectl('get', 'bnp', 'workers', '-o', 'json'))
    assert.equal(spec.image.updates, 'Manual')
    assert.equal(spec.rollout.maxUnavailable, 1)
    assert.equal(spec.disruption.drain.gracePeriodSeconds, -1)
  })

  for (const [name, spec] of GOOD_POOLS) it(`accept ${name}`, () => applied(aPool('good', spec)))

  for (const [name, spec, want] of BAD_POOLS) {
    it(`refuse ${name}`, async () => {
      const { code, stderr } = await cluster.apply(JSON.stringify(aPool('bad', spec)))
      assert.notEqual(code, 0, 'it was accepted')
      assert.match(stderr, want)
    })
  }

  describe('say of what people write in their first week which field is wrong, and what to write:', () => {
    for (const [name, manifest, says] of BAD_INPUT) {
      it(name, async () => {
        const { code, stderr } = await cluster.apply(manifest)
        assert.notEqual(code, 0, 'it was accepted')
        assert.match(stderr, says)
      })
    }
    it('twenty of them', () => assert.equal(BAD_INPUT.length, 20))
  })

  it('refuse a pool whose name is too long for a label', async () => {
    const { stderr } = await cluster.apply(JSON.stringify(aPool('x'.repeat(64))))
    assert.match(stderr, /metadata\.name must have at most 63 characters/)
    await applied(aPool('x'.repeat(63)))
  })

  it('refuse a reboot without the step, and the step without a reboot', async () => {
    const reboot = { fromBoot: 'b/0', mark: '7', policy: 'RebootOnly' }
    for (const spec of [{ step: 'Stage', reboot }, { step: 'Reboot' }]) {
      const { stderr } = await cluster.apply(JSON.stringify(anUpdate('node-x', spec)))
      assert.match(stderr, /spec\.order\.reboot: .*belongs to step Reboot/)
    }
    await applied(anUpdate('node-x', { step: 'Reboot', reboot }))
  })

  describe('kubectl', () => {
    before(async () => {
      await kubectl('delete', KINDS, '--all')
      for (const sample of [
        aPool('workers'),
        aRollout('workers'),
        anUpdate('node-1', {}, IN_SLOT),
        aJoined('node-2'),
      ]) {
        await applied(sample)
        if (!('status' in sample)) continue
        const patch = JSON.stringify({ status: sample.status })
        const target = [sample.kind.toLowerCase(), sample.metadata.name]
        await kubectl('patch', ...target, '--subresource=status', '--type=merge', '-p', patch)
      }
    })

    // Ages differ from run to run, and so do the widths of columns.
    const table = async (...args: ReadonlyArray<string>): Promise<ReadonlyArray<string>> =>
      (await kubectl('get', ...args))
        .trimEnd()
        .split('\n')
        .map(line =>
          line
            .trimEnd()
            .replaceAll(/ {2,}/g, ' | ')
            .replace(/ \| \d+[smhdy]\w*(?= \||$)/g, ' | <age>'),
        )

    it('shows a pool with its digest short and its progress', async () =>
      assert.deepEqual(await table('bnp'), [
        'NAME | VERSION | TARGET | UPDATED | UPDATING | FAILED | PHASE | AGE',
        'workers | v3 | 0123456789ab | 7/10 | 1 | 0 | Progressing | <age>',
      ]))

    it('shows more of a pool on request', async () =>
      assert.deepEqual(await table('bnp', '-o', 'wide'), [
        'NAME | VERSION | TARGET | UPDATED | UPDATING | FAILED | PHASE | AGE | AVAILABLE | NEXT WINDOW | STEP | AWAITS | MESSAGE',
        'workers | v3 | 0123456789ab | 7/10 | 1 | 0 | Progressing | <age> | ba9876543210 | 2030-01-01T02:00:00Z | canary | Soak | 7 of 10 nodes updated',
      ]))

    it('shows a rollout', async () =>
      assert.deepEqual(await table('bro'), [
        'NAME | VERSION | TARGET | UPDATED | UPDATING | FAILED | PHASE | AGE',
        'workers | v3 | 0123456789ab | 7/10 | 1 | 0 | Progressing | <age>',
      ]))

    const BLANK = /(?: \| <none>)+/

    it('shows an update of a node that is drained, and one of a node that has no order yet', async () => {
      const [head, drained, joined] = await table('bnu')
      assert.equal(head, 'NAME | POOL | STATE | OUTCOME | VERSION | BOOTED | TARGET VERSION | TARGET | AGE')
      assert.equal(
        drained?.replace(BLANK, ''),
        'node-1 | workers | Staging | v2 | ba9876543210 | v3 | 0123456789ab | <age>',
      )
      assert.equal(joined?.replace(BLANK, ''), 'node-2 | workers | <age>')
    })

    it('shows more of an update on request: the Node, its slot, drain and hold, and the order', async () => {
      const [head, drained] = await table('bnu', '-o', 'wide')
      assert.match(head ?? '', / \| AGE \| READY \| CORDONED \| SLOT \| DRAIN \| HOLD \| SINCE \| LAST ORDER \| /)
      assert.match(
        drained ?? '',
        / \| <age> \| true \| true \| <age> \| Draining \| BeingDeleted \| <age> \| Stage \| /,
      )
    })

    it('shows all kinds at once', async () => {
      const text = await kubectl('get', KINDS)
      for (const kind of ['bootcnodepool', 'bootcrollout', 'bootcnodeupdate']) {
        assert.match(text, new RegExp(`^${kind}\\.node\\.bootc\\.dev/`, 'm'))
      }
      assert.equal((await kubectl('get', 'bootc', '-o', 'name')).trim().split('\n').length, 4)
    })

    it('explains a field', async () => {
      // A kind is served before it is described.
      const text = await waitFor({
        what: 'the kinds to be described',
        seconds: PATIENCE_SECONDS,
        look: async () => {
          const { code, stdout } = await cluster.kubectl('explain', 'bnp.spec.rollout.maxUnavailable')
          return code === 0 ? stdout : undefined
        },
      })
      assert.match(text, /rounded\s+up/)
    })
  })
})
