import assert from 'node:assert/strict'
import { CRD_TITLE } from '../../../hooks/api/names'
import { otherOperator } from '../../../hooks/self-check/other-operator'
import { untilAlone } from '../../../hooks/self-check/until-alone'

const CRDS = ['bootcnodepools.node.bootc.dev', 'bootcrollouts.node.bootc.dev']
const OURS = ['bootcnodepools', 'bootcrollouts']

describe('another operator of the same API group', () => {
  it('is none where the kinds are ours', () =>
    assert.equal(otherOperator({ poolsTitle: CRD_TITLE, served: OURS }, CRDS), undefined))

  it('is none where nothing is installed', () =>
    assert.equal(otherOperator({ poolsTitle: 'missing', served: [] }, CRDS), undefined))

  it('is known by the schema of its pools', () => {
    for (const poolsTitle of [undefined, 'bootc']) {
      const refusal = otherOperator({ poolsTitle, served: OURS }, CRDS)
      assert.match(refusal ?? '', /^CRD bootcnodepools\.node\.bootc\.dev is not this operator's, .*migrating\.md/)
    }
  })

  // BootcNode and BootcOperatorConfig: api/v1alpha1 of github.com/bootc-dev/bootc-operator, summer 2026.
  it('is known by its other kinds, after its pools were taken over', () => {
    const served = [...OURS, 'bootcnodes', 'bootcoperatorconfigs']
    assert.match(
      otherOperator({ poolsTitle: CRD_TITLE, served }, CRDS) ?? '',
      /has CRD bootcnodes\.node\.bootc\.dev, bootcoperatorconfigs\.node\.bootc\.dev here, and both would reboot the same nodes/,
    )
  })

  it('is not what an upgrade left: the CRD of a kind of an earlier version of this operator', () =>
    assert.equal(otherOperator({ poolsTitle: CRD_TITLE, served: [...OURS, 'bootcpoolmembers'] }, CRDS), undefined))

  it('is waited for: each reason is noted once, and nothing goes on before it is gone', async () => {
    const answers = ['theirs', 'theirs', 'a kind of theirs', undefined]
    const notes: string[] = []
    await untilAlone({
      look: async () => answers.shift(),
      note: refusal => notes.push(refusal),
      firstMs: 1,
      longestMs: 1,
    })
    assert.deepEqual(notes, ['theirs', 'a kind of theirs'])
    assert.deepEqual(answers, [])
  })
})
