import assert from 'node:assert/strict'
import type { BootcNodeUpdate } from '../../../hooks/api/bootc-node-update'
import type { BootcRolloutStatus } from '../../../hooks/api/bootc-rollout'
import { being } from '../../builders/a-member'
import { aRollout, withSettings } from '../../builders/a-rollout'
import { NEW } from '../../builders/digests'
import { aCount } from '../../builders/settings'
import { ATTEMPT, type Given, going, LONG_AGO, observed, REACHED, soak, updated, waiting } from './steps-scene'

/** Reasons of failed nodes, and what becomes of the pool. */
const judged = (given: Given) => {
  const { nodes, verdicts, steps } = observed(given)
  const failures = nodes.flatMap(({ name, is }) => (is.phase === 'Failed' ? [`${name} ${is.reason}`] : []))
  return [
    ...failures,
    ...verdicts.map(({ action, message }) => `${action}: ${message}`),
    steps.going?.progress.awaits ?? 'rest',
  ]
}

describe('a node that was updated, while a step goes on', () => {
  const since = (at: string): BootcRolloutStatus => ({
    ...going({ reachedAt: REACHED }),
    unwell: [{ node: 'n1', since: at, because: [] }],
  })
  const notReady = being({ ready: false })
  const steps = [soak(3600)]

  it('is no failure when it is NotReady for less than minReadySeconds', () =>
    assert.deepEqual(judged({ steps, nodes: [updated('n1', notReady)], status: since('2026-01-02T11:59:40Z') }), [
      'Soak',
    ]))

  it('has failed when it is so for longer, by the clock of the operator', () =>
    assert.deepEqual(judged({ steps, nodes: [updated('n1', notReady)], status: since('2026-01-02T11:59:29Z') }), [
      'n1 UnhealthyInSoak',
      'Halt: step a: 1 of 1 nodes failed after the reboot and its failureThreshold is 1: n1 (UnhealthyInSoak)',
      'Nodes',
    ]))

  it('is not judged once all steps are passed', () =>
    assert.deepEqual(
      judged({
        steps: [soak(0)],
        nodes: [updated('n1', notReady), waiting('n2')],
        status: { ...since('2026-01-02T11:00:00Z'), passedSteps: [{ id: 'a', at: LONG_AGO }] },
      }),
      ['rest'],
    ))

  const rebooted = (toBoot: string | undefined): BootcNodeUpdate => {
    const update = updated('n1', being({ bootID: 'boot-3' }))
    const attempt = { key: ATTEMPT, digest: NEW, outcome: 'Succeeded' as const, fromBoot: 'boot-1/0', toBoot }
    return { ...update, status: update.status && { ...update.status, boot: { id: 'boot-3/0', at: REACHED }, attempt } }
  }

  it('has failed when it rebooted again by itself', () =>
    assert.deepEqual(judged({ steps, nodes: [rebooted('boot-2/0')] })[0], 'n1 RebootedInSoak'))

  it('is not judged by its boots when its agent does not say in which one it succeeded', () =>
    assert.deepEqual(judged({ steps, nodes: [rebooted(undefined)] }), ['Soak']))

  it('is forgiven by another retry', () => {
    const spec = aRollout(withSettings({ steps, retry: 'again' })).spec
    assert.deepEqual(judged({ steps, nodes: [rebooted('boot-2/0')], spec: { rollout: spec.rollout } }), ['Soak'])
  })

  it('counts for the threshold of its step alone when that of the pool is higher', () => {
    const rollout = aRollout(withSettings({ steps, failureThreshold: aCount(3), onFailure: 'RollBack' })).spec.rollout
    assert.equal(
      judged({ steps, nodes: [rebooted('boot-2/0'), waiting('n2')], spec: { rollout } })[0],
      'RollBack: step a: 1 of 2 nodes failed after the reboot and its failureThreshold is 1: n1 (RebootedInSoak)',
    )
  })

  it('sends nobody back when the operator never ordered its reboot', () => {
    const rollout = aRollout(withSettings({ steps, onFailure: 'RollBack' })).spec.rollout
    const { spec, ...update } = rebooted('boot-2/0')
    const liar = {
      ...update,
      spec: { ...spec, order: spec.order && { ...spec.order, step: 'Stage' as const, reboot: undefined } },
    }
    assert.match(judged({ steps, nodes: [liar, waiting('n2')], spec: { rollout } })[1] ?? '', /^Halt: step a: 1 of 2/)
  })
})
