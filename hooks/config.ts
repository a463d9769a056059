import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { decodeWith } from './api/decode'
import type { PodReference } from './api/drain'
import { isLoopback } from './hooks-key'
import type { RegistryOptions } from './ports/registry/docker-registry'
import type { KeyReference } from './register/wanted'

const Environment = t.partial(
  {
    HOOKS_PORT: t.string,
    HOOKS_HOST: t.string,
    HOOKS_URL: t.string,
    HOOKS_KEY_FILE: t.string,
    HOOKS_KEY_SECRET: t.string,
    PROBE_PORT: t.string,
    REGISTER_SECONDS: t.string,
    LOG_LEVEL: t.string,
    NODE_NAME: t.string,
    POD_NAME: t.string,
    POD_NAMESPACE: t.string,
    OPERATOR_NAMESPACE: t.string,
    REGISTRY_CA_FILE: t.string,
    INSECURE_REGISTRIES: t.string,
    REGISTRY_LOGINS_FILE: t.string,
    AGENT_IMAGE: t.string,
    NODE_INFO_METRIC: t.string,
    GATE_LOOPBACK: t.string,
  },
  'Environment',
)

/** `operatorNode` is the Node that this process runs on: it is updated last. `operatorPod` is this process's own pod. */
export interface HookServerConfig {
  readonly host: string
  readonly port: number
  /** Where Metacontroller reaches the hooks, without a slash at its end. */
  readonly hooksUrl: string
  /** The key that every request must carry, as a file, and where Metacontroller finds it; absent on loopback. */
  readonly hooksKey: { readonly file: string; readonly secret: KeyReference } | undefined
  /** Port of probes and metrics, on every address. */
  readonly probePort: number
  /** How often the controllers and what else is installed are looked at, in milliseconds. */
  readonly registerMs: number
  readonly logLevel: string
  readonly operatorNode: string | undefined
  readonly operatorPod: PodReference | undefined
  readonly namespace: string
  readonly registry: RegistryOptions
  /** What the agents of the pools run; without it there are no agents. */
  readonly agentImage: string | undefined
  /** Whether metrics have a series for every node. */
  readonly nodeInfoMetric: boolean
  /** Whether gates may ask a Prometheus at an address of this machine: for tests, and a proxy in the pod. */
  readonly gateLoopback: boolean
}

/** A whole number of at most five digits, or a line that names the variable. */
const numberOf = (name: string, text: string, most: number): E.Either<ReadonlyArray<string>, number> => {
  const number = Number(text)
  return /^\d{1,5}$/.test(text) && number <= most
    ? E.right(number)
    : E.left([`${name}: expected a number from 0 to ${most}, got "${text}"`])
}

const MOST_PORT = 65535
const MOST_SECONDS = 3600

/** Roles, policies and the agents' DaemonSets are all for one namespace, so a pod elsewhere could only fail bit by bit. */
const namespaceProblem = (wanted: string, own: string | undefined): ReadonlyArray<string> =>
  own === undefined || own === wanted
    ? []
    : [
        `POD_NAMESPACE: this pod runs in namespace ${own}, but the operator's rights are for ${wanted}: install it there`,
      ]

/** Hooks believe what they are posted: one forged request drains nodes. */
const keyProblem = (host: string, file: string): ReadonlyArray<string> =>
  isLoopback(host) || file !== ''
    ? []
    : [
        `HOOKS_KEY_FILE: hooks that others reach, at ${host} (HOOKS_HOST), need a key: mount a Secret, and name it here and in HOOKS_KEY_SECRET`,
      ]

const switchProblem = (name: string, text: string): ReadonlyArray<string> =>
  ['true', 'false'].includes(text) ? [] : [`${name}: expected true or false, got "${text}"`]

const loopbackProblem = (text: string): ReadonlyArray<string> =>
  ['allow', 'refuse'].includes(text) ? [] : [`GATE_LOOPBACK: expected allow or refuse, got "${text}"`]

/** The field of the Secret that holds the key. */
const KEY_FIELD = 'key'

const registryOptions = (
  caFile: string | undefined,
  loginsFile: string | undefined,
  insecure = '',
): RegistryOptions => ({
  insecure: insecure
    .split(',')
    .map(host => host.trim().toLowerCase())
    .filter(host => host !== ''),
  caFile: caFile || undefined,
  loginsFile: loginsFile || undefined,
})

/** Reads the environment; every problem is one line that names the variable. */
export const readConfig = (environment: unknown): E.Either<ReadonlyArray<string>, HookServerConfig> => {
  const raw = decodeWith(Environment)(environment)
  if (E.isLeft(raw)) return raw
  const port = numberOf('HOOKS_PORT', raw.right.HOOKS_PORT ?? '8080', MOST_PORT)
  if (E.isLeft(port)) return port
  const probePort = numberOf('PROBE_PORT', raw.right.PROBE_PORT ?? '8082', MOST_PORT)
  if (E.isLeft(probePort)) return probePort
  const registerSeconds = numberOf('REGISTER_SECONDS', raw.right.REGISTER_SECONDS ?? '30', MOST_SECONDS)
  if (E.isLeft(registerSeconds)) return registerSeconds
  const operatorNamespace = raw.right.OPERATOR_NAMESPACE ?? 'bootc-operator'
  const host = raw.right.HOOKS_HOST ?? '127.0.0.1'
  const keyFile = raw.right.HOOKS_KEY_FILE ?? ''
  const nodeInfo = raw.right.NODE_INFO_METRIC ?? 'false'
  const gateLoopback = raw.right.GATE_LOOPBACK ?? 'refuse'
  const problems = [
    ...namespaceProblem(operatorNamespace, raw.right.POD_NAMESPACE),
    ...keyProblem(host, keyFile),
    ...switchProblem('NODE_INFO_METRIC', nodeInfo),
    ...loopbackProblem(gateLoopback),
  ]
  if (problems.length > 0) return E.left(problems)
  const { POD_NAME: name, POD_NAMESPACE: namespace } = raw.right
  return E.right({
    host,
    port: port.right,
    hooksUrl: (raw.right.HOOKS_URL ?? `http://127.0.0.1:${port.right}`).replace(/\/+$/, ''),
    hooksKey:
      keyFile === ''
        ? undefined
        : {
            file: keyFile,
            secret: {
              namespace: operatorNamespace,
              name: raw.right.HOOKS_KEY_SECRET ?? 'bootc-hooks-key',
              key: KEY_FIELD,
            },
          },
    probePort: probePort.right,
    registerMs: registerSeconds.right * 1000,
    logLevel: raw.right.LOG_LEVEL ?? 'info',
    operatorNode: raw.right.NODE_NAME,
    operatorPod: name === undefined || namespace === undefined ? undefined : { namespace, name },
    namespace: operatorNamespace,
    registry: registryOptions(
      raw.right.REGISTRY_CA_FILE,
      raw.right.REGISTRY_LOGINS_FILE,
      raw.right.INSECURE_REGISTRIES,
    ),
    agentImage: raw.right.AGENT_IMAGE || undefined,
    nodeInfoMetric: nodeInfo === 'true',
    gateLoopback: gateLoopback === 'allow',
  })
}
