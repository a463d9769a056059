import assert from 'node:assert/strict'
import * as E from 'fp-ts/Either'
import { readBoot } from '../../../agent/host/boot'
import type { Host } from '../../../agent/ports'

const NOW = new Date('2026-01-01T12:00:00Z')
const BEFORE = '2026-01-01T00:00:00.000Z'

interface Given {
  readonly kernel?: string
  /** The boot that an agent has seen last, as noted below /run. */
  readonly seen?: string
  /** What systemd prints; absent: it cannot be asked. */
  readonly softReboots?: string
}

const bootOf = async ({ kernel, seen, softReboots }: Given): Promise<string> => {
  const host: Pick<Host, 'read' | 'write' | 'run'> = {
    read: async path => (path.startsWith('/proc') ? kernel : seen && JSON.stringify({ id: seen, at: BEFORE })),
    write: async () => undefined,
    run: async argv =>
      softReboots === undefined
        ? E.left({ kind: 'command-failed', command: argv.join(' '), exitCode: 127, stdout: '', stderr: 'not found' })
        : E.right(softReboots),
  }
  const boot = await readBoot(host as Host, () => NOW)
  return E.isRight(boot) ? `${boot.right.id} since ${boot.right.at}` : boot.left.kind
}

describe('the boot of a host', () => {
  const cases: ReadonlyArray<readonly [string, Given, string]> = [
    ['is new', { kernel: 'k1', softReboots: '0' }, `k1/0 since ${NOW.toISOString()}`],
    ['was seen before', { kernel: 'k1', seen: 'k1/0', softReboots: '0' }, `k1/0 since ${BEFORE}`],
    [
      'is another after a soft reboot',
      { kernel: 'k1', seen: 'k1/0', softReboots: '1' },
      `k1/1 since ${NOW.toISOString()}`,
    ],
    [
      'is told by systemd before 256 too, which does not count',
      { kernel: 'k1', softReboots: '' },
      `k1/0 since ${NOW.toISOString()}`,
    ],
    ['is another one where systemd cannot be asked', { kernel: 'k2', seen: 'k1/0' }, `k2/0 since ${NOW.toISOString()}`],
    [
      'is not known where systemd cannot be asked and the kernel is the same',
      { kernel: 'k1', seen: 'k1/0' },
      'command-failed',
    ],
    ['is not known without the kernel', { softReboots: '0' }, 'unexpected-output'],
  ]
  for (const [name, given, want] of cases) it(name, async () => assert.equal(await bootOf(given), want))
})
