import type { Server } from 'node:http'
import { installed } from 'virtual:installed'
import { KubeConfig } from '@kubernetes/client-node'
import * as E from 'fp-ts/Either'
import pino from 'pino'
import { agentImage } from './agent-image'
import { decodeWith } from './api/decode'
import { Installed } from './api/installed'
import { OPERATOR_VERSION } from './api/version'
import { createApp } from './app'
import { type HookServerConfig, readConfig } from './config'
import { readHooksKey } from './hooks-key'
import { watchInstallation } from './installation-watch'
import { logOptions } from './log-options'
import { createMetrics } from './metrics/metrics'
import { withKeepAlive } from './ports/api/keep-alive'
import { kubernetesInstallation } from './ports/installation'
import { kubernetesCluster } from './ports/kubernetes'
import { httpPrometheus } from './ports/prometheus/http-prometheus'
import { dockerRegistry } from './ports/registry/docker-registry'
import { createServerClock } from './ports/server-clock'
import { createShownObjects } from './ports/shown-objects'
import { createProbes } from './probes'
import { orRefuse } from './refuse'
import { otherOperator, POOLS_CRD } from './self-check/other-operator'
import { refusalOfServer } from './self-check/server-version'
import { untilAlone } from './self-check/until-alone'
import { serve, stopOnSignals } from './serve'
import { untilAnswered } from './until-answered'

const run = async (config: HookServerConfig): Promise<void> => {
  const hooksKey = config.hooksKey && orRefuse(readHooksKey(config.hooksKey.file))
  const logger = pino(logOptions(config.logLevel))
  let isReady = (): boolean => false
  const clock = createServerClock()
  const metrics = createMetrics({ version: OPERATOR_VERSION, now: clock.now, nodeInfo: config.nodeInfoMetric })
  const probes = createProbes({ isReady: () => isReady(), metrics })
  const servers: Server[] = [
    serve(probes, { host: '0.0.0.0', port: config.probePort, setting: 'PROBE_PORT', isOpen: true }, logger),
  ]
  stopOnSignals(servers, signal => {
    isReady = () => false
    logger.info({ signal }, 'stopping')
  })

  const kubeConfig = new KubeConfig()
  kubeConfig.loadFromDefault()
  withKeepAlive(kubeConfig)
  const installation = kubernetesInstallation(kubeConfig, clock.heard)
  const complain = (complaint: string): void => logger.warn({ complaint }, 'the API server does not answer')

  // The first answer of the API server, so that its clock is known before the first hook call.
  const refusal = refusalOfServer(await untilAnswered(installation.serverVersion, complain))
  if (refusal !== undefined) orRefuse(E.left([refusal]))

  const { crds, ...others } = orRefuse(decodeWith(Installed)(installed))
  // Before anything is registered or answered: pools of another operator are not to be led by two.
  await untilAlone({
    look: () =>
      untilAnswered(async () => {
        const [poolsTitle, served] = await Promise.all([installation.crdTitle(POOLS_CRD), installation.servedKinds()])
        return otherOperator({ poolsTitle, served }, crds)
      }, complain),
    note: refusal => logger.error({ reason: 'AnotherOperator' }, `nothing is registered: ${refusal}`),
    firstMs: 1000,
    longestMs: config.registerMs,
  })

  const { isRegistered, problems } = watchInstallation(
    { crds, ...others },
    {
      kubeConfig,
      installation,
      config,
      notes: {
        registered: (message, controller) => logger.info({ controller, message }, 'registration'),
        problem: ({ reason, message }) => logger.error({ reason }, message),
        healthy: () => logger.info('everything that the operator needs is installed'),
      },
    },
  )
  isReady = isRegistered

  const shown = createShownObjects(clock.now)
  const app = createApp({
    cluster: kubernetesCluster(kubeConfig, clock, shown.nodes.last),
    shown,
    registry: dockerRegistry(config.registry),
    prometheus: httpPrometheus({ mayAskLoopback: config.gateLoopback }),
    now: clock.now,
    logger,
    operatorNode: config.operatorNode,
    operatorPod: config.operatorPod,
    // Before the first answer: without an image a pool has no agents, and Metacontroller would remove those there are.
    agents: {
      image: await untilAnswered(() => agentImage(config, installation), complain),
      namespace: config.namespace,
    },
    metrics,
    hooksKey,
    operatorProblems: problems,
  })
  servers.push(serve(app, { host: config.host, port: config.port, setting: 'HOOKS_PORT' }, logger))
}

run(orRefuse(readConfig(process.env))).catch((error: unknown) => {
  console.error(error)
  process.exit(1)
})
