import assert from 'node:assert/strict'
import type { BootcNodeUpdate } from '../../../hooks/api/bootc-node-update'
import type { Verify } from '../../../hooks/api/verify'
import { healthOf } from '../../../hooks/node/health'
import type { ObservedNode } from '../../../hooks/node/observed-node'
import { aMember, being, joined } from '../../builders/a-member'
import { anUpdate, reportWritten } from '../../builders/an-update'
import { SINCE, UNIT, units, wantsUnit } from './verify-scene'

const observed = (update: BootcNodeUpdate, pods?: ObservedNode['pods']): ObservedNode => ({
  name: update.metadata.name,
  member: update.spec.node,
  update,
  order: update.spec.order,
  status: update.status,
  pods,
})

const conditions = (status: 'True' | 'False' | undefined) =>
  being({ conditions: [{ type: 'KernelDeadlock', status, since: SINCE }] })

const wantsCondition: Verify = { nodeConditions: [{ type: 'KernelDeadlock', status: 'False' }] }

describe('what verify asks of a node', () => {
  const n1 = aMember('n1')
  const table: ReadonlyArray<{ name: string; node: ObservedNode; verify: Verify; unmet: ReadonlyArray<string> }> = [
    { name: 'an active unit is met', node: observed(anUpdate('n1', units('active'))), verify: wantsUnit, unmet: [] },
    {
      name: 'a failed unit is named',
      node: observed(anUpdate('n1', units('failed'))),
      verify: wantsUnit,
      unmet: [`unit ${UNIT} is failed`],
    },
    {
      name: 'a unit that starts is not there yet',
      node: observed(anUpdate('n1', units('activating'))),
      verify: wantsUnit,
      unmet: [`unit ${UNIT} is activating`],
    },
    {
      name: 'a unit that the image does not have',
      node: observed(anUpdate('n1', units('missing'))),
      verify: wantsUnit,
      unmet: [`unit ${UNIT} does not exist`],
    },
    {
      name: 'a unit that was not reported is not met',
      node: observed(anUpdate('n1')),
      verify: wantsUnit,
      unmet: [`unit ${UNIT} is not reported yet`],
    },
    {
      name: 'a condition with the status that it should have',
      node: observed(joined(aMember('n1', conditions('False')), anUpdate('n1'))),
      verify: wantsCondition,
      unmet: [],
    },
    {
      name: 'a condition with another status',
      node: observed(joined(aMember('n1', conditions('True')), anUpdate('n1'))),
      verify: wantsCondition,
      unmet: ['condition KernelDeadlock is True, not False'],
    },
    {
      name: 'a condition that the Node does not have',
      node: observed(joined(aMember('n1', conditions(undefined)), anUpdate('n1'))),
      verify: wantsCondition,
      unmet: ['condition KernelDeadlock is missing'],
    },
    {
      name: 'a condition that was not read since the pool was edited',
      node: observed(joined(n1, anUpdate('n1'))),
      verify: wantsCondition,
      unmet: ['condition KernelDeadlock is not read yet'],
    },
    {
      name: 'pods that were not listed are not met',
      node: observed(joined(n1, anUpdate('n1'))),
      verify: { daemonSetPods: {} },
      unmet: ['its DaemonSet pods are not read yet'],
    },
    {
      name: 'all that is not met is said',
      node: observed(joined(aMember('n1', conditions('True')), anUpdate('n1', units('failed')))),
      verify: { ...wantsUnit, ...wantsCondition },
      unmet: [`unit ${UNIT} is failed`, 'condition KernelDeadlock is True, not False'],
    },
  ]
  for (const { name, node, verify, unmet } of table) {
    it(name, () => assert.deepEqual(healthOf(node, verify).unmet, unmet))
  }

  it('is met since the last of all, by times that are possible', () => {
    const late = joined(
      aMember('n1', conditions('False')),
      anUpdate('n1', units('active', '2026-01-02T09:00:00Z'), reportWritten('2026-01-02T00:12:00Z')),
    )
    const { since } = healthOf(observed(late), { ...wantsUnit, ...wantsCondition })
    assert.equal(new Date(since).toISOString(), '2026-01-02T00:12:00.000Z')
  })
})
