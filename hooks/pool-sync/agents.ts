import * as t from 'io-ts'
import { ObjectMeta } from '../api/kubernetes'

/** Metacontroller's key of the agents' DaemonSets among a pool's children. */
export const AGENTS_KEY = 'DaemonSet.apps/v1'

const Volume = t.partial({ secret: t.partial({ secretName: t.string }) }, 'Volume')

/** Of the agents' DaemonSet what is read: which Secret its pods mount. */
export const AgentDaemonSet = t.intersection(
  [
    t.type({ metadata: ObjectMeta }),
    t.partial({
      spec: t.partial({ template: t.partial({ spec: t.partial({ volumes: t.readonlyArray(Volume) }) }) }),
    }),
  ],
  'Agents',
)
export interface AgentDaemonSet extends t.TypeOf<typeof AgentDaemonSet> {}

/** The Secret that the agents of this DaemonSet mount now. Its key has the namespace in it, as the parent has none. */
export const mountedBy = (agents: Readonly<Record<string, AgentDaemonSet>> = {}, name: string): string | undefined => {
  const own = Object.values(agents).find(({ metadata }) => metadata.name === name)
  return own?.spec?.template?.spec?.volumes?.find(({ secret }) => secret?.secretName !== undefined)?.secret?.secretName
}
