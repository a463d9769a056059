import * as t from 'io-ts'
import { apiOf } from '../cluster/api'
import { connect } from '../cluster/connect'
import { PATHS } from '../cluster/fleet'
import { loadConfig } from '../cluster/load-config'
import type { NameSource } from './complete'
import type { Typed } from './typed'

/** A shell that waits longer than this, in milliseconds, seems to hang. */
const PATIENCE_MS = 3000

const Named = t.type({ metadata: t.type({ name: t.string }) }, 'Named')

const namesIn = async (flags: Typed['flags'], path: string): Promise<ReadonlyArray<string>> => {
  const api = apiOf(connect(flags), { timeoutMs: PATIENCE_MS })
  return (await api.list(Named, path)).map(({ metadata }) => metadata.name)
}

const LISTS = { context: 'contexts', cluster: 'clusters', user: 'users' } as const

/** Names of pools and of the nodes in them, as the cluster has them that the flags lead to. */
export const namesOfCluster: NameSource = {
  pools: async flags => namesIn(flags, PATHS.pools),
  nodes: async flags => namesIn(flags, PATHS.updates),
  contexts: (flags, of) => (loadConfig(flags['kubeconfig'], process.env)?.[LISTS[of]] ?? []).map(({ name }) => name),
}
