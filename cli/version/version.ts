import * as t from 'io-ts'
import { VERSION_LABEL } from '../../hooks/api/object-labels'
import { OPERATOR_VERSION } from '../../hooks/api/version'
import type { Api } from '../cluster/api'
import { CODECS, PATHS } from '../cluster/fleet'
import type { Report } from '../report'
import { fields } from '../text/fields'

const Labelled = t.type(
  { metadata: t.intersection([t.type({ name: t.string }), t.partial({ labels: t.record(t.string, t.string) })]) },
  'Labelled',
)

const OPERATOR = '/apis/apps/v1/namespaces/bootc-operator/deployments/bootc-operator'

interface Seen {
  readonly version: string
  readonly nodes: number
}

/** How many nodes have which version; nodes that have not reported one are `none`. */
const seen = (versions: ReadonlyArray<string | undefined>): ReadonlyArray<Seen> => {
  const counts = new Map<string, number>()
  for (const version of versions) counts.set(version ?? 'none', (counts.get(version ?? 'none') ?? 0) + 1)
  return [...counts].map(([version, nodes]) => ({ version, nodes })).sort((a, b) => b.nodes - a.nodes)
}

const seenText = (all: ReadonlyArray<Seen>): string =>
  all.length === 0
    ? 'none has reported'
    : all.map(({ version, nodes }) => `${version} on ${nodes === 1 ? '1 node' : `${nodes} nodes`}`).join(', ')

/** Of this program alone. */
export const clientVersion = (): Report => ({
  kind: 'Version',
  data: { client: OPERATOR_VERSION },
  lines: style => fields([['client', OPERATOR_VERSION]], style),
})

/** Of this program, of the operator in the cluster, and of the agents and the bootc that reported. */
export const versionReport = async (api: Api): Promise<Report> => {
  const [deployment, updates] = await Promise.all([
    api.get(Labelled, OPERATOR),
    api.list(CODECS.updates, PATHS.updates),
  ])
  const operator = deployment?.metadata.labels?.[VERSION_LABEL]
  const agents = seen(updates.map(({ status }) => status?.agentVersion))
  const bootc = seen(updates.map(({ status }) => status?.bootcVersion))
  return {
    kind: 'Version',
    data: { client: OPERATOR_VERSION, operator, agents, bootc },
    lines: style =>
      fields(
        [
          ['client', OPERATOR_VERSION],
          ['operator', operator ?? 'unknown: kubectl bootc doctor'],
          ['agents', seenText(agents)],
          ['bootc', seenText(bootc)],
        ],
        style,
      ),
  }
}
