import type { BootcNodePool } from '../api/bootc-node-pool'
import type { BootcRolloutStatus } from '../api/bootc-rollout'
import type { NewCondition } from '../api/conditions'
import type { DesiredObject } from '../api/metacontroller'
import { AGENT_ACCOUNT, NODE_POOL_LABEL, POOL_LABEL } from '../api/names'
import { NAME_LABEL, versionLabel, workloadLabels } from '../api/object-labels'
import type { AgentDaemonSet } from './agents'

/** Which agent runs, and where its DaemonSets are: the operator's namespace. Without an image there are none. */
export interface AgentSettings {
  readonly image: string | undefined
  readonly namespace: string
}

/** Where the agent expects it (agent/config.ts). */
const PULL_SECRET_FOLDER = '/etc/bootc-operator/pull-secret'
/** An agent that is stopped waits up to 20 s for the end of its order, and gives back what it holds of the host. */
const GRACE_SECONDS = 45

/**
 * The process takes about 50 MB (npm run bench -- agent), and short-lived commands such as `bootc status` count to its
 * container too. Pulls do not: they are units of the host. No limit of CPU: a throttled agent seems dead.
 */
const RESOURCES = { requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '256Mi' } }

/** OpenShift then admits the pod by these constraints or not at all, whichever others its account may use; it means nothing elsewhere. */
const REQUIRED_SCC = { 'openshift.io/required-scc': 'privileged' }

export const agentDaemonSetName = (pool: string): string => `bootc-agent-${pool}`

/**
 * A whole folder, since the kubelet never updates a file that is mounted alone; optional, so that a Secret that is
 * missing keeps no agent from starting, and one that comes later needs no new pod.
 */
const pullSecretVolume = (secretName: string): object => ({
  name: 'pull-secret',
  secret: { secretName, optional: true, defaultMode: 0o400 },
})

/**
 * No probe: a second process per check would cost more than the agent, a port on the host's network would be one more
 * thing to attack, and the silence of an agent that hangs has its own timeout (agentTimeoutSeconds).
 */
const container = (image: string, mountsSecret: boolean): object => ({
  name: 'agent',
  image,
  // Without the compiler a process that is mostly idle is 5 MB smaller; newer Nodes warn about what then cannot be had.
  args: ['--jitless', '--no-expose-wasm', '/app/agent.js'],
  env: [{ name: 'NODE_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'spec.nodeName' } } }],
  resources: RESOURCES,
  // It enters the namespaces of PID 1, as root. Its own file system it needs to read only.
  securityContext: { privileged: true, runAsUser: 0, readOnlyRootFilesystem: true },
  volumeMounts: mountsSecret ? [{ name: 'pull-secret', mountPath: PULL_SECRET_FOLDER, readOnly: true }] : undefined,
})

/** The agents of a pool: one pod on every Node that has the pool's label. */
export const agentDaemonSet = (
  { metadata: { name: pool } }: BootcNodePool,
  { image, namespace }: { readonly image: string; readonly namespace: string },
  pullSecret: string | undefined,
): DesiredObject => {
  // The selector of a DaemonSet can never be changed: it stays what the first version had.
  const matchLabels = { [NAME_LABEL]: AGENT_ACCOUNT, [POOL_LABEL]: pool }
  const labels = workloadLabels(pool, { name: AGENT_ACCOUNT, component: 'agent' })
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: agentDaemonSetName(pool), namespace, labels: { ...labels, ...versionLabel } },
    spec: {
      selector: { matchLabels },
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%' } },
      template: {
        // Without a version: another label would restart agents whose image is the same.
        metadata: { labels, annotations: REQUIRED_SCC },
        spec: {
          nodeSelector: { [NODE_POOL_LABEL]: pool },
          // Whatever a Node is tainted with, its host needs an agent to get better.
          tolerations: [{ operator: 'Exists' }],
          priorityClassName: 'system-node-critical',
          serviceAccountName: AGENT_ACCOUNT,
          automountServiceAccountToken: true,
          hostPID: true,
          // A pod network that is broken must not silence the agents; nor must the cluster's DNS, which they do not need.
          hostNetwork: true,
          dnsPolicy: 'Default',
          enableServiceLinks: false,
          terminationGracePeriodSeconds: GRACE_SECONDS,
          containers: [container(image, pullSecret !== undefined)],
          volumes: pullSecret === undefined ? undefined : [pullSecretVolume(pullSecret)],
        },
      },
    },
  }
}

/** How many agents report; nothing while the rollout has not seen the nodes yet. */
const reportNote = ({ nodeCount, counts }: Pick<BootcRolloutStatus, 'nodeCount' | 'counts'> = {}): string =>
  nodeCount === undefined ? '' : `${nodeCount - (counts?.['NotReporting'] ?? 0)} of ${nodeCount} agents report; `

/** What is known of how a pool's agents do. */
interface SeenAgents {
  readonly daemonSet: AgentDaemonSet | undefined
  readonly report: BootcRolloutStatus | undefined
}

/** One node that has reported shows that agents run: that its only pod is down, as while it reboots, is no fault of theirs. */
const hasHeardNone = ({ report }: SeenAgents): boolean =>
  report?.nodeCount === undefined || report.counts?.['NotReporting'] === report.nodeCount

/** Whether the pool has agents at all, and any of them runs. How single ones do is said of their nodes. */
export const agentsDeployed = (
  { metadata: { name } }: BootcNodePool,
  { image, namespace }: AgentSettings,
  seen: SeenAgents,
): NewCondition => {
  const type = 'AgentsDeployed'
  if (image === undefined) {
    const message = 'no agents: set AGENT_IMAGE in the Deployment of the operator to the image of the agent'
    return { type, status: 'False', reason: 'NoAgentImage', message }
  }
  const named = `${reportNote(seen.report)}DaemonSet ${namespace}/${agentDaemonSetName(name)}`
  const { desiredNumberScheduled: wanted = 0, numberReady = 0 } = seen.daemonSet?.status ?? {}
  if (wanted === 0 || numberReady > 0 || !hasHeardNone(seen)) {
    return { type, status: 'True', reason: 'DaemonSet', message: named }
  }
  const message = `0 of ${wanted} agents are ready: kubectl -n ${namespace} describe pods -l ${POOL_LABEL}=${name}`
  return { type, status: 'False', reason: 'AgentsNotReady', message }
}
