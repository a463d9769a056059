import assert from 'node:assert/strict'
import * as E from 'fp-ts/Either'
import type { ActionContext } from '../../agent/act/action-context'
import { performAction } from '../../agent/act/perform-action'
import type { Workable } from '../../agent/observe/situation'
import { type Machine, memoryHost } from '../../testbed/memory-host'
import { memoryImage, oldMachine } from './support/old-machine'
import { NEW, NOW, OTHER, REPOSITORY, situation } from './support/situations'

/** A host whose bootc has staged an image, and then says no more until it is stopped; that unit ends well (test/fixtures/systemd-recorded). */
const silentAfterStaging = (digest: string) => {
  let staged: ReturnType<Machine['staged']> = { ...memoryImage(digest), locked: true }
  let end = (): void => undefined
  const machine = oldMachine({
    staged: () => staged,
    stage: () =>
      new Promise(resolve => {
        end = () => resolve(E.right(''))
      }),
    stopPull: () => end(),
    unstage: () => {
      staged = undefined
    },
  })
  return { host: memoryHost(machine), staged: () => staged?.digest }
}

describe('a pull that stalls after the image was staged', () => {
  const stage = async (digest: string) => {
    const { host, staged } = silentAfterStaging(digest)
    const remember = async (): Promise<void> => undefined
    const context = {
      host,
      remember,
      now: () => NOW,
      stallMs: 1,
      progress: () => undefined,
    } as unknown as ActionContext
    const image = `${REPOSITORY}@${NEW}`
    const { failure } = await performAction(context, situation() as Workable, { do: 'stage', image, locked: true })
    return [failure?.reason, staged()]
  }

  it('leaves nothing staged: images that it is bound to may be missing, and bootc would not pull them again', async () =>
    assert.deepEqual(await stage(NEW), ['PullStalled', undefined]))
  it('leaves another image alone', async () => assert.deepEqual(await stage(OTHER), ['PullStalled', OTHER]))
})
