import assert from 'node:assert/strict'
import type { BootcRollout } from '../../../hooks/api/bootc-rollout'
import type { FailedLookup, FoundImage } from '../../../hooks/ports/registry'
import { aPool, withRef } from '../../builders/a-pool'
import { aRollout } from '../../builders/a-rollout'
import { imageOf, NEW } from '../../builders/digests'
import { aHook } from './a-hook'

const at = '2026-01-02T00:00:00Z'
const missedBy = (...nodes: ReadonlyArray<string>): BootcRollout => ({
  ...aRollout(),
  status: {
    digest: NEW,
    conditions: nodes.map(name => ({
      type: 'ImageFound',
      status: 'False' as const,
      reason: 'ImageNotFound',
      message: `not found by ${name}`,
      lastTransitionTime: at,
    })),
  },
})

const found: FoundImage = { outcome: 'found', digest: NEW, architectures: ['amd64'], bootc: true }
const failed = (reason: FailedLookup['reason']): FailedLookup => ({ outcome: 'failed', reason, message: 'it says so' })

describe('ImageResolved of a reference with a digest', () => {
  const cases: ReadonlyArray<{
    readonly name: string
    readonly rollout?: BootcRollout
    readonly answer?: FoundImage | FailedLookup
    readonly want: string
    readonly asked: number
  }> = [
    { name: 'is True while no node misses it, and asks nobody', want: `True Digest: ${imageOf(NEW)}`, asked: 0 },
    {
      name: 'is False when nodes do not find it and the registry has no such image',
      rollout: missedBy('n1'),
      answer: failed('ImageNotFound'),
      want: 'False ImageNotFound: not found by n1; it says so',
      asked: 1,
    },
    {
      name: 'is Unknown when nodes do not find it and the registry does not answer',
      rollout: missedBy('n1'),
      answer: failed('RegistryTimeout'),
      want: 'Unknown ImageNotFound: not found by n1; RegistryTimeout: it says so',
      asked: 1,
    },
    {
      name: 'is True when the registry has it, whatever a mirror of the nodes says',
      rollout: missedBy('n1'),
      answer: found,
      want: `True Digest: ${imageOf(NEW)}`,
      asked: 1,
    },
  ]
  for (const { name, rollout, answer, want, asked } of cases)
    it(name, async () => {
      const hook = aHook()
      if (answer !== undefined) hook.shelf.set(imageOf(NEW), answer)
      const { status } = await hook.sync(aPool(withRef(imageOf(NEW))), rollout)
      const is = status.conditions?.find(({ type }) => type === 'ImageResolved')
      assert.equal(`${is?.status} ${is?.reason}: ${is?.message}`, want)
      assert.equal(hook.asked.registry, asked)
    })

  it('stays False over a restart of the operator, until the registry has answered again', async () => {
    const hook = aHook()
    hook.secret.answer = new Error('not now')
    const rollout = missedBy('n1')
    const pool = aPool(withRef(imageOf(NEW)))
    const secret = { ...pool, spec: { ...pool.spec, pullSecretRef: { name: 's', namespace: 'team' } } }
    const missing = { ...rollout, spec: { ...rollout.spec, imageNotFound: true } }
    const { status } = await hook.sync(secret, missing)
    assert.equal(status.conditions?.find(({ type }) => type === 'ImageResolved')?.status, 'False')
    assert.equal(hook.asked.registry, 0)
  })
})
