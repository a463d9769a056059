import type { KubeConfig } from '@kubernetes/client-node'
import * as E from 'fp-ts/Either'
import type { OwnUpdate } from '../../agent/cluster/own-update'
import { isOlder } from '../../agent/cluster/resource-version'
import { COLLECTION, patchStatus, type RawUpdate, readObject } from '../../agent/cluster/update-calls'
import { mergePatch } from '../../hooks/api/merge-patch'
import { listWatch } from '../../hooks/ports/api/list-watch'

/** The BootcNodeUpdates of all hosts of this process, by one watch; each host reads and writes with a token of its own. */
export interface SharedUpdates {
  readonly of: (node: string, config: KubeConfig) => OwnUpdate
  /** Told when the object of a node changed. */
  readonly onChange: (node: string, changed: () => void) => void
  readonly stop: () => void
}

export const shareUpdates = (watcher: KubeConfig): SharedUpdates => {
  const objects = new Map<string, RawUpdate>()
  const listeners = new Map<string, () => void>()
  let known = false

  const take = (object: RawUpdate): void => {
    const { name, resourceVersion } = object.metadata
    const current = objects.get(name)
    if (current !== undefined && isOlder(resourceVersion, current.metadata.resourceVersion)) return
    objects.set(name, object)
    listeners.get(name)?.()
  }

  const watch = listWatch<RawUpdate>(
    { config: watcher, path: COLLECTION },
    {
      listed: items => {
        known = true
        for (const item of items) take(item)
        for (const changed of listeners.values()) changed()
      },
      changed: (type, object) => {
        if (type !== 'DELETED') return take(object)
        objects.delete(object.metadata.name)
        listeners.get(object.metadata.name)?.()
      },
      failed: () => undefined,
    },
  )

  const of = (node: string, config: KubeConfig): OwnUpdate => {
    return {
      isKnown: () => known,
      current: () => objects.get(node),
      read: () => readObject(config, node),
      write: async (status, onlyAt) => {
        const patch = mergePatch(objects.get(node)?.status, status)
        if (patch === undefined && onlyAt === undefined) return E.right('unchanged')
        const answer = await patchStatus(config, node, { status: patch ?? {}, onlyAt })
        if (E.isLeft(answer)) return answer
        take(answer.right)
        return E.right('written')
      },
      stop: () => undefined,
    }
  }

  return { of, onChange: (node, changed) => void listeners.set(node, changed), stop: watch.stop }
}
