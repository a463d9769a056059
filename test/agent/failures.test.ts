import assert from 'node:assert/strict'
import type { FailureReason } from '../../agent/bootc/errors'
import { decide } from '../../agent/decide/decide'
import { report } from '../../agent/report/report'
import type { NamedFailure } from '../../testbed/hosts/bootc/named-failures'
import type { Faults } from '../../testbed/hosts/faults'
import { play } from './support/crash/play'
import { conditionOf, orderFor, type Status } from './support/rollouts'
import { paused, seen, situation } from './support/situations'

type Kind = 'terminal' | 'retried'

/** Every error of a pull that the simulated bootc knows (bootc-contract.md §7), and what must become of it. */
const PULLS: Readonly<Record<NamedFailure, readonly [FailureReason, Kind]>> = {
  unauthorized: ['Unauthorized', 'retried'],
  denied: ['Unauthorized', 'retried'],
  'manifest-unknown': ['ImageNotFound', 'retried'],
  'registry-down': ['RegistryUnreachable', 'retried'],
  dns: ['RegistryUnreachable', 'retried'],
  x509: ['RegistryUnreachable', 'retried'],
  timeout: ['RegistryUnreachable', 'retried'],
  'too-many-requests': ['RegistryUnreachable', 'retried'],
  'not-bootc-image': ['NotABootcImage', 'terminal'],
  'many-kernels': ['NotABootcImage', 'terminal'],
  'lost-annotations': ['InvalidImage', 'terminal'],
  'wrong-arch': ['WrongArchitecture', 'terminal'],
  'signature-policy': ['SignatureRejected', 'terminal'],
  'signature-rejected': ['SignatureMissing', 'retried'],
  'signature-wrong': ['SignatureRejected', 'terminal'],
  'blob-unknown': ['BlobNotFound', 'retried'],
  'broken-transfer': ['RegistryUnreachable', 'retried'],
  'disk-error': ['DiskError', 'retried'],
  'disk-full': ['DiskFull', 'retried'],
  'no-space-mid-import': ['DiskFull', 'retried'],
  'min-free-space': ['DiskFull', 'retried'],
  'read-only': ['ReadOnlyHost', 'retried'],
  layered: ['LayeredPackages', 'retried'],
  'not-booted': ['NotBootcHost', 'retried'],
  'no-privileges': ['NotPrivileged', 'retried'],
  'no-finalize-service': ['FinalizeFailed', 'retried'],
  'etc-merge-conflict': ['EtcMergeConflict', 'retried'],
}

const others: ReadonlyArray<{ readonly what: string; readonly faults: Faults; readonly want: FailureReason }> = [
  { what: 'a host with layered packages', faults: { host: 'layered' }, want: 'LayeredPackages' },
  { what: 'a host in package mode', faults: { host: 'package-mode' }, want: 'NotBootcHost' },
  { what: 'a live system', faults: { host: 'read-only' }, want: 'ReadOnlyHost' },
  { what: 'a status that is garbage', faults: { status: 'garbage' }, want: 'UnexpectedOutput' },
  { what: 'a status as in a container', faults: { status: 'container' }, want: 'NotBootcHost' },
  { what: 'a status that lacks a deployment', faults: { status: 'missing-ref' }, want: 'BrokenDeployment' },
  { what: 'a status that panics', faults: { status: 'crash' }, want: 'CommandKilled' },
  { what: 'a pull that panics', faults: { switch: 'crash' }, want: 'CommandKilled' },
]

const reasonOf = (status: Status): string | undefined => {
  const condition = conditionOf(status, 'Degraded')
  return condition?.status === 'True' ? condition.reason : undefined
}

describe('a failure of bootc', function () {
  this.timeout(300_000)
  for (const [fault, [reason, kind]] of Object.entries(PULLS)) {
    it(`${fault} is ${reason}, and ${kind}`, async () => {
      const { status, effects } = await play({
        faults: { switch: { name: fault as NamedFailure } },
        rollout: () => orderFor('v2'),
        isOver: now => reasonOf(now) !== undefined,
        linger: 30,
      })
      assert.equal(reasonOf(status), reason)
      assert.notEqual(conditionOf(status, 'Degraded')?.message ?? '', '')
      const isTerminal = kind === 'terminal'
      assert.equal(status.attempt?.outcome, isTerminal ? 'Failed' : 'InProgress')
      assert.equal(status.phase, isTerminal ? 'Failed' : 'Staging')
      const tries = effects.filter(name => name.startsWith('bootc switch')).length
      assert.ok(isTerminal ? tries === 1 : tries > 1 && tries < 20, `tried ${tries} times`)
    })
  }
  for (const { what, faults, want } of others) {
    it(`is ${want} for ${what}`, async () => {
      const { status } = await play({ faults, rollout: () => orderFor('v2'), isOver: now => reasonOf(now) === want })
      assert.equal(reasonOf(status), want)
    })
  }

  it('is BootcTooOld for a release before 1.1, which is left alone', async () => {
    const { status, effects } = await play({
      host: { bootcVersion: '1.0.0' },
      rollout: () => orderFor('v2'),
      isOver: now => reasonOf(now) === 'BootcTooOld' || now.phase === 'Staged',
      linger: 30,
    })
    assert.match(conditionOf(status, 'Degraded')?.message ?? '', /^bootc 1\.0\.0 of the host is older than 1\.1\.0/)
    assert.equal(status.phase, 'Failed')
    assert.deepEqual(
      effects.filter(name => /^(bootc|ostree|systemctl|env)/.test(name)),
      [],
    )
  })

  it('stays reported while bootc does not answer', () => {
    const given = situation(paused, seen({ kind: 'busy', because: 'x' }))
    const context = { nodeUID: 'uid-1', agentVersion: '1', observedOrder: 1, previous: {} }
    assert.equal(reasonOf(report(given, decide(given), context)), 'RegistryUnreachable')
  })
})
