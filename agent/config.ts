import * as E from 'fp-ts/Either'
import { OPERATOR_VERSION } from '../hooks/api/version'

/** What the environment says. Paths without `HOST_ROOT` are paths on the host. */
export interface AgentConfig {
  readonly nodeName: string
  /** Where the host's root is seen from the agent's own mount namespace. */
  readonly hostRoot: string
  /** Folder on the host, kept over reboots. */
  readonly stateDir: string
  /** Undefined means in-cluster credentials. */
  readonly kubeconfig: string | undefined
  /** The agent's own bearer token; undefined with a kubeconfig that brings its own. */
  readonly tokenFile: string | undefined
  readonly agentVersion: string
  /** The pull secret, in the agent's own file system; it need not be there. */
  readonly pullSecretFile: string
  /** A pull without progress for so long, in milliseconds, is started again. */
  readonly stallMs: number
  /** For how long another agent is waited for before it is reported, in milliseconds. */
  readonly claimMs: number
}

/** Where the pool's pull secret is mounted, if it has one. */
const PULL_SECRET = '/etc/bootc-operator/pull-secret/.dockerconfigjson'
/** Ten minutes: deploying on a slow disk takes some without a word. In seconds. */
const STALL_SECONDS = 600
/** An agent that is stopped takes less to give the host back. In seconds. */
const CLAIM_SECONDS = 60

/** Where the kubelet mounts the token of the pod's service account. */
const SERVICE_ACCOUNT_TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token'

type Environment = Readonly<Record<string, string | undefined>>

/** A set but empty variable counts as not set, as a pod template may leave it so. */
const given = (env: Environment, name: string): string | undefined => (env[name] === '' ? undefined : env[name])

export const configFrom = (env: Environment): E.Either<string, AgentConfig> => {
  const nodeName = given(env, 'NODE_NAME')
  if (nodeName === undefined)
    return E.left('NODE_NAME is not set: it must be the name of the Node that the agent runs on')
  const kubeconfig = given(env, 'KUBECONFIG')
  const stallSeconds = Number(given(env, 'PULL_STALL_SECONDS') ?? STALL_SECONDS)
  if (!(stallSeconds > 0)) return E.left('PULL_STALL_SECONDS must be a number of seconds above 0')
  const claimSeconds = Number(given(env, 'CLAIM_WAIT_SECONDS') ?? CLAIM_SECONDS)
  if (!(claimSeconds >= 0)) return E.left('CLAIM_WAIT_SECONDS must be a number of seconds')
  return E.right({
    nodeName,
    hostRoot: given(env, 'HOST_ROOT') ?? '/proc/1/root',
    stateDir: given(env, 'STATE_DIR') ?? '/var/lib/bootc-operator',
    kubeconfig,
    tokenFile: given(env, 'TOKEN_FILE') ?? (kubeconfig === undefined ? SERVICE_ACCOUNT_TOKEN : undefined),
    agentVersion: given(env, 'AGENT_VERSION') ?? OPERATOR_VERSION,
    pullSecretFile: given(env, 'PULL_SECRET_FILE') ?? PULL_SECRET,
    stallMs: stallSeconds * 1000,
    claimMs: claimSeconds * 1000,
  })
}
