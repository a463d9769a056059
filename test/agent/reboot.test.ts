import assert from 'node:assert/strict'
import * as E from 'fp-ts/Either'
import type { ActionContext } from '../../agent/act/action-context'
import { reboot } from '../../agent/act/reboot'
import type { RawUpdate } from '../../agent/cluster/update-calls'
import type { Workable } from '../../agent/observe/situation'
import {
  attempt,
  entry,
  host,
  NEW,
  NOW,
  OTHER,
  REPOSITORY,
  remembering,
  situation,
  toReboot,
} from './support/situations'
import { specWith } from './support/spec-with'

/** A drained node with the image staged, and the order to reboot into it as the agent saw it last. */
const ready = situation(
  host({ staged: entry(NEW, { locked: true }) }),
  toReboot(),
  remembering({ attempt: attempt() }),
) as Workable
const ACTION = { do: 'reboot', how: 'staged', soft: false } as const

type Spec = Readonly<Record<string, unknown>>
const told: Spec = { ...ready.order.spec }
const toldReboot = told['reboot'] as object

const objectWith = (spec: Spec): RawUpdate => ({
  metadata: { name: 'node-1', resourceVersion: '7' },
  spec: specWith(spec, 2),
})

/** What the reboot did, with `fresh` as what the API server answers now; the host refuses the first command. */
const tried = async (fresh: E.Either<unknown, RawUpdate | undefined>) => {
  const did: string[] = []
  const context = {
    host: {
      run: async (argv: ReadonlyArray<string>) => {
        did.push(argv.join(' '))
        return E.left({ kind: 'command-failed', command: argv.join(' '), exitCode: 1, stdout: '', stderr: '' })
      },
      read: async () => undefined,
      write: async () => undefined,
      remove: async () => undefined,
    },
    update: {
      read: async () => {
        did.push('read')
        return fresh
      },
    },
    identity: { nodeName: 'node-1', nodeUID: 'uid-1' },
    now: () => NOW,
    remember: async () => void did.push('remember'),
    reportAt: async (_situation: unknown, _action: unknown, at: RawUpdate) => {
      did.push(`report at ${at.metadata.resourceVersion}`)
      return E.right('written')
    },
  } as unknown as ActionContext
  const { failure } = await reboot(context, ready, ACTION)
  return { did, failure: failure?.reason }
}

describe('a reboot', () => {
  it('is begun for an order that is still there: read, remembered and reported before the host is touched', async () => {
    const { did } = await tried(E.right(objectWith(told)))
    assert.deepEqual(did.slice(0, 3), ['read', 'remember', 'report at 7'])
    assert.match(did[3] ?? '', /bootc upgrade --from-downloaded/)
  })

  const withdrawn: ReadonlyArray<readonly [string, RawUpdate | undefined]> = [
    ['is gone', undefined],
    ['says to stage again', objectWith({ ...told, step: 'Stage', reboot: undefined })],
    ['is for another boot', objectWith({ ...told, reboot: { ...toldReboot, fromBoot: 'boot-2/0' } })],
    ['names another image', objectWith({ ...told, image: `${REPOSITORY}@${OTHER}` })],
    ['has another policy', objectWith({ ...told, reboot: { ...toldReboot, policy: 'AllowSoftReboot' } })],
    ['wants a signature by now', objectWith({ ...told, requireSignature: true })],
    ['is for another machine of this name', objectWith({ ...told, nodeUID: 'uid-2' })],
    ['cannot be read', objectWith({ ...told, step: 'Explode' })],
  ]
  for (const [name, object] of withdrawn) {
    it(`is not begun when the order, read anew, ${name}`, async () =>
      assert.deepEqual(await tried(E.right(object)), { did: ['read'], failure: undefined }))
  }
  it('is not begun when the order cannot be confirmed', async () => {
    const away = { kind: 'api-unreachable', call: 'GET', message: 'no answer' }
    assert.deepEqual(await tried(E.left(away)), { did: ['read'], failure: 'ApiUnreachable' })
  })
})
