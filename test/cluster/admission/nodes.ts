import assert from 'node:assert/strict'
import { create, type GuardedCluster, type Identity, patch } from './guarded-cluster'

const SLOT = 'bootc.node-restriction.kubernetes.io/slot'
const POOL = 'bootc.node-restriction.kubernetes.io/pool'
const MARK = { labels: { [SLOT]: 'workers' }, annotations: { 'node.bootc.dev/slot': '{"pool":"workers"}' } }
const node = '/api/v1/nodes/marks'
const marked = '/api/v1/nodes/marks-given'

const LABELS =
  /^403: .*labels bootc\.node-restriction\.kubernetes\.io\/\* are set by the bootc operator alone: leave them out/
const ANNOTATIONS =
  /^403: .*annotations node\.bootc\.dev\/slot and node\.bootc\.dev\/failed are set by the bootc operator alone/
/** What nobody writes together with a status. */
const BY_STATUS =
  /^403: .*(labels bootc\.node-restriction\.kubernetes\.io|annotations node\.bootc\.dev)\/\* are not changed by a write of a Node's status/
const RESTRICTED = /is not allowed to modify labels: bootc\.node-restriction\.kubernetes\.io/

export const describeNodes = (current: () => GuardedCluster): void => {
  describe('of a Node', () => {
    let admin: Identity
    let kubelet: Identity

    const mark = async (path: string): Promise<string> => patch(current().operator, path, { metadata: MARK })

    before(async () => {
      kubelet = current().kubeletOf('marks')
      admin = await current().person('nodes-admin', 'cluster-admin')
      for (const name of ['marks', 'marks-given']) {
        assert.equal(await create(admin, '/api/v1/nodes', { metadata: { name } }), 'done')
      }
      assert.equal(await mark(marked), 'done')
    })

    const admins: ReadonlyArray<readonly [string, string, object, RegExp]> = [
      ['give a Node a slot', node, { labels: { [SLOT]: 'workers' } }, LABELS],
      ['mark a Node', node, MARK, LABELS],
      ['put a Node into a pool by its label', node, { labels: { [POOL]: 'workers' } }, LABELS],
      ['write a mark without its label', node, { annotations: MARK.annotations }, ANNOTATIONS],
      ['say that a Node failed', node, { annotations: { 'node.bootc.dev/failed': '{}' } }, ANNOTATIONS],
      ['give a slot by a write of the status', `${node}/status`, MARK, BY_STATUS],
      ['change a mark', marked, { annotations: { 'node.bootc.dev/slot': '{"pool":"mine"}' } }, ANNOTATIONS],
      ['change whose slot it is', marked, { labels: { [SLOT]: 'mine' } }, LABELS],
      [
        'change a mark by a write of the status',
        `${marked}/status`,
        { annotations: { 'node.bootc.dev/slot': '' } },
        BY_STATUS,
      ],
      [
        'take a mark away by a write of the status',
        `${marked}/status`,
        { labels: { [SLOT]: null }, annotations: { 'node.bootc.dev/slot': null } },
        BY_STATUS,
      ],
    ]
    for (const [what, path, metadata, want] of admins) {
      it(`a cluster-admin does not ${what}`, async () => assert.match(await patch(admin, path, { metadata }), want))
    }

    it('a cluster-admin creates none that is marked already', async () => {
      const copy = { metadata: { name: 'marks-copy', ...MARK } }
      assert.match(await create(admin, '/api/v1/nodes', copy), LABELS)
    })

    it('everything else is free, also while it is marked', async () => {
      for (const path of [node, marked]) {
        const free = { labels: { 'example.com/rack': 'a' }, annotations: { 'node.bootc.dev/keep-cordoned': '' } }
        assert.equal(await patch(admin, path, { metadata: free, spec: { unschedulable: true } }), 'done')
        assert.equal(await patch(admin, `${path}/status`, { status: { images: [] } }), 'done')
      }
    })

    it('a cluster-admin takes a mark away, which frees the node', async () => {
      const none = { labels: { [SLOT]: null }, annotations: { 'node.bootc.dev/slot': null } }
      assert.equal(await patch(admin, marked, { metadata: none }), 'done')
      assert.equal(await mark(marked), 'done')
    })

    it('its kubelet sets no label of ours', async () => {
      for (const label of [SLOT, POOL]) {
        for (const path of [node, `${node}/status`]) {
          assert.match(await patch(kubelet, path, { metadata: { labels: { [label]: 'workers' } } }), RESTRICTED)
        }
      }
    })

    it('its kubelet sets no annotation of ours by a write of the Node', async () =>
      assert.match(await patch(kubelet, node, { metadata: { annotations: MARK.annotations } }), ANNOTATIONS))

    it('its kubelet reports while it is marked, and takes no mark away', async () => {
      assert.equal(await mark(node), 'done')
      assert.equal(await patch(kubelet, `${node}/status`, { status: { images: [] } }), 'done')
      assert.match(await patch(kubelet, node, { metadata: { labels: { [SLOT]: null } } }), RESTRICTED)
      assert.match(
        await patch(kubelet, `${node}/status`, { metadata: { annotations: { 'node.bootc.dev/slot': '{}' } } }),
        BY_STATUS,
      )
    })

    const label = (key: string): Promise<string> => patch(kubelet, node, { metadata: { labels: { [key]: 'control' } } })

    it('its kubelet writes most other labels, and so joins a pool that selects by them', async () =>
      assert.equal(await label('example.com/role'), 'done'))

    it('its kubelet does not write these: a pool that selects by them is closed to it', async () => {
      for (const key of ['example.node-restriction.kubernetes.io/role', 'node-role.kubernetes.io/control-plane']) {
        assert.match(await label(key), /is not allowed to modify labels/)
      }
    })

    it('the kubelet of another writes nothing', async () =>
      assert.match(await patch(kubelet, marked, { metadata: { labels: { a: 'b' } } }), /^403: /))
  })
}
