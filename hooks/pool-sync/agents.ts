import * as t from 'io-ts'
import { ObjectMeta } from '../api/kubernetes'

/** Metacontroller's key of the agents' DaemonSets among a pool's children. */
export const AGENTS_KEY = 'DaemonSet.apps/v1'

const Volume = t.partial({ secret: t.partial({ secretName: t.string }) }, 'Volume')

/** Of the agents' DaemonSet what is read: which Secret its pods mount, and how many of them are ready. */
export const AgentDaemonSet = t.intersection(
  [
    t.type({ metadata: ObjectMeta }),
    t.partial({
      status: t.partial({ desiredNumberScheduled: t.number, numberReady: t.number }),
      spec: t.partial({ template: t.partial({ spec: t.partial({ volumes: t.readonlyArray(Volume) }) }) }),
    }),
  ],
  'Agents',
)
export interface AgentDaemonSet extends t.TypeOf<typeof AgentDaemonSet> {}

/** One of a pool's children; its key has the namespace in it, as the parent has none. */
export const daemonSetNamed = (
  agents: Readonly<Record<string, AgentDaemonSet>> = {},
  name: string,
): AgentDaemonSet | undefined => Object.values(agents).find(({ metadata }) => metadata.name === name)

/** The Secret that the agents of this DaemonSet mount now. */
export const mountedBy = (own: AgentDaemonSet | undefined): string | undefined =>
  own?.spec?.template?.spec?.volumes?.find(({ secret }) => secret?.secretName !== undefined)?.secret?.secretName
