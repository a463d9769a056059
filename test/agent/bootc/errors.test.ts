import assert from 'node:assert/strict'
import { hostFailureOf, lastLine } from '../../../agent/bootc/errors'
import { recorded } from '../support/recordings'

const cases = [
  { step: '044', what: 'a missing digest', reason: 'ImageNotFound', terminal: false },
  { step: '045', what: 'a missing tag', reason: 'ImageNotFound', terminal: false },
  { step: '046', what: 'a missing repository', reason: 'ImageNotFound', terminal: false },
  { step: '047', what: 'an image without label', reason: 'NotABootcImage', terminal: true },
  { step: '048', what: 'another architecture', reason: 'WrongArchitecture', terminal: true },
  { step: '049', what: 'a registry that is down', reason: 'RegistryUnreachable', terminal: false },
  { step: '050', what: 'no credentials', reason: 'Unauthorized', terminal: false },
  { step: '051', what: 'a wrong password', reason: 'Unauthorized', terminal: false },
  { step: '052', what: 'no reference', reason: 'InvalidReference', terminal: true },
  { step: '053', what: 'a short digest', reason: 'InvalidReference', terminal: true },
  { step: '054', what: 'an unknown host', reason: 'RegistryUnreachable', terminal: false },
  { step: '099', what: 'a full disk', reason: 'DiskFull', terminal: false },
  { step: '112', what: 'an index without this architecture', reason: 'WrongArchitecture', terminal: true },
  { step: '018', what: 'a container', reason: 'NotBootcHost', terminal: false },
  { step: '120', what: 'a policy that requires signatures', reason: 'SignatureRejected', terminal: true },
  { step: '022', what: 'nothing staged', reason: 'StagedLost', terminal: false },
]

describe('an error of bootc', () => {
  for (const { step, what, reason, terminal } of cases) {
    it(`is ${reason} for ${what} (recorded step ${step})`, () => {
      const { command, exitCode, stdout, stderr } = recorded(step)
      const failure = hostFailureOf({ kind: 'command-failed', command, exitCode, stdout, stderr })
      assert.deepEqual({ reason: failure.reason, terminal: failure.terminal }, { reason, terminal })
      assert.ok(stderr.includes(failure.message) && failure.message !== '', failure.message)
      assert.doesNotMatch(failure.message, /^error:|\n/)
    })
  }
  it('is NotBootcHost when there is no bootc', () => {
    const missing = {
      kind: 'command-failed',
      command: 'bootc --version',
      exitCode: 127,
      stdout: '',
      stderr: 'x',
    } as const
    assert.equal(hostFailureOf(missing).reason, 'NotBootcHost')
  })
  // As systemd-run answers for a unit that SIGKILL ended (test/fixtures/systemd-recorded/systemd-262-ended-units.txt).
  it('is CommandKilled when a signal ended its unit', () => {
    const killed = { kind: 'command-failed', command: 'bootc switch', exitCode: 255, stdout: '', stderr: '' } as const
    assert.equal(hostFailureOf(killed).reason, 'CommandKilled')
  })
  it('shows no password, no control character, and no more than 400 characters', () => {
    assert.equal(
      lastLine('error: Get "https://me:secret@registry/v2/": \u001b[31mno\u001b[0m\u0007\n\n'),
      'Get "https://registry/v2/": no',
    )
    assert.equal(lastLine('x'.repeat(1000)).length, 400)
  })
})
