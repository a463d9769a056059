import assert from 'node:assert/strict'
import { reconcileAttempt } from '../../agent/decide/reconcile-attempt'
import {
  attempt,
  BOOT,
  type Change,
  entry,
  host,
  inBoot,
  intent,
  NEW,
  NEXT,
  OLD,
  ordered,
  rebooting,
  remembering,
  showing,
  situation,
} from './support/situations'

const SOFT = 'boot-1/1'
const softly = remembering({ attempt: attempt(), intent: intent({ tries: 1, soft: 'asked' }) })
const required = ordered({ step: 'Reboot', reboot: { fromBoot: BOOT, mark: '1', policy: 'RequireSoftReboot' } })
const notTaken = host({ rollback: entry(NEW), rollbackQueued: true })

const reboots: ReadonlyArray<{
  readonly name: string
  readonly given: ReadonlyArray<Change>
  readonly want: { readonly outcome: string; readonly reason?: string; readonly intent?: object }
}> = [
  {
    name: 'succeeded by a soft reboot',
    given: [softly, inBoot(SOFT), host({ booted: entry(NEW), rollback: entry(OLD) })],
    want: { outcome: 'Succeeded' },
  },
  {
    name: 'has one full reboot left after a soft one that did not take',
    given: [softly, inBoot(SOFT), notTaken],
    want: { outcome: 'InProgress', intent: intent({ soft: 'failed', how: 'rollback' }) },
  },
  {
    name: 'keeps it until that full reboot',
    given: [
      remembering({ attempt: attempt(), intent: intent({ soft: 'failed', how: 'rollback' }) }),
      inBoot(SOFT),
      notTaken,
    ],
    want: { outcome: 'InProgress', intent: intent({ soft: 'failed', how: 'rollback' }) },
  },
  {
    name: 'fell back when the full reboot did not bring it either',
    given: [
      remembering({ attempt: attempt(), intent: intent({ soft: 'failed', how: 'rollback', tries: 1 }) }),
      inBoot(NEXT),
      notTaken,
    ],
    want: { outcome: 'Failed', reason: 'FellBack' },
  },
  {
    name: 'gives up where it must be soft',
    given: [required, softly, inBoot(SOFT), notTaken],
    want: { outcome: 'Failed', reason: 'SoftRebootImpossible' },
  },
  {
    name: 'believes nothing while the status lies',
    given: [softly, inBoot(SOFT), notTaken, showing({ softRebootTarget: true })],
    want: { outcome: 'InProgress', intent: intent({ tries: 1, soft: 'asked' }) },
  },
  {
    name: 'says at once that the image could not be finished',
    given: [rebooting, inBoot(NEXT), showing({ finalizeFailure: 'Writing: No such device' })],
    want: { outcome: 'Failed', reason: 'FinalizeFailed' },
  },
  {
    name: 'says that /boot is full',
    given: [rebooting, inBoot(NEXT), showing({ finalizeFailure: 'Installing kernel: No space left on device' })],
    want: { outcome: 'Failed', reason: 'DiskFull' },
  },
  {
    name: 'is no fallback when a power cut came before the rollback was queued',
    given: [
      remembering({ attempt: attempt(), intent: intent({ how: 'rollback' }) }),
      inBoot(NEXT),
      host({ rollback: entry(NEW) }),
    ],
    want: { outcome: 'InProgress' },
  },
]

describe('what a reboot brought', () => {
  for (const { name, given, want } of reboots) {
    it(name, () => {
      const { attempt: after, intent: left } = reconcileAttempt(situation(...given))
      const got = {
        outcome: after?.outcome,
        ...(after?.reason && { reason: after.reason }),
        ...(left && { intent: left }),
      }
      assert.deepEqual(got, want)
    })
  }
})
