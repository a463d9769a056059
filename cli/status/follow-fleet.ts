import type { KubeConfig } from '@kubernetes/client-node'
import type * as t from 'io-ts'
import { listWatch } from '../../hooks/ports/api/list-watch'
import { readable } from '../cluster/api'
import { CODECS, type Fleet, PATHS } from '../cluster/fleet'

/** A fleet that follows the cluster. */
export interface LiveFleet {
  /** Undefined until everything has been listed once. */
  readonly now: () => Fleet | undefined
  readonly stop: () => void
}

export interface Listener {
  /** Something is different. */
  readonly changed: () => void
  /** A watch was interrupted; it is tried again by itself. */
  readonly failed: (error: unknown) => void
}

interface Named {
  readonly metadata: { readonly name: string }
}

interface Collection<T> {
  readonly items: () => ReadonlyArray<T> | undefined
  readonly stop: () => void
}

const follow = <T extends Named>(
  config: KubeConfig,
  codec: t.Type<T, unknown, unknown>,
  path: string,
  { changed, failed }: Listener,
): Collection<T> => {
  const objects = new Map<string, T>()
  let listed = false
  const keep = (item: unknown): void => {
    const object = readable(codec, path, item)
    objects.set(object.metadata.name, object)
  }
  const watch = listWatch<Named>(
    { config, path },
    {
      listed: items => {
        objects.clear()
        for (const item of items) keep(item)
        listed = true
        changed()
      },
      changed: (type, object) => {
        if (type === 'DELETED') objects.delete(object.metadata.name)
        else keep(object)
        changed()
      },
      failed,
    },
  )
  return { items: () => (listed ? [...objects.values()] : undefined), stop: watch.stop }
}

/** Follows our three kinds by watches; nothing is asked again and again. */
export const followFleet = (config: KubeConfig, listener: Listener): LiveFleet => {
  const pools = follow(config, CODECS.pools, PATHS.pools, listener)
  const rollouts = follow(config, CODECS.rollouts, PATHS.rollouts, listener)
  const updates = follow(config, CODECS.updates, PATHS.updates, listener)
  return {
    now: () => {
      const fleet = {
        pools: pools.items(),
        rollouts: rollouts.items(),
        updates: updates.items(),
      }
      return Object.values(fleet).every(items => items !== undefined) ? (fleet as Fleet) : undefined
    },
    stop: () => {
      for (const { stop } of [pools, rollouts, updates]) stop()
    },
  }
}
