import { KubeConfig } from '@kubernetes/client-node'
import { withKeepAlive } from '../../hooks/ports/api/keep-alive'
import { createApi } from './api'
import type { World } from './controller-context'
import { runControllers } from './controllers'
import { parseFlags } from './flags'
import { createInformers } from './informers'
import { messageOf, stderrLog } from './log'
import { answerProbes } from './probes'
import { createResources } from './resources'
import { tokenBucket } from './retry-delay'
import { createSyncErrorEvents } from './sync-error-events'

const main = (): void => {
  const log = stderrLog
  log.info(
    'This is the test driver of the bootc operator, which plays the contract of Metacontroller 4.17. It is NOT Metacontroller.',
  )
  const flags = parseFlags(process.argv.slice(2))
  if (flags.probes !== undefined) answerProbes(flags.probes)
  const kubeConfig = new KubeConfig()
  if (flags.kubeconfig === undefined) kubeConfig.loadFromDefault()
  else kubeConfig.loadFromFile(flags.kubeconfig)
  const config = withKeepAlive(kubeConfig)

  const api = createApi(config, tokenBucket(flags.qps, flags.burst))
  const world: World = {
    api,
    resources: createResources({ read: api.read, intervalMs: flags.discoveryIntervalMs }),
    informers: createInformers({ config, log, lagMs: flags.cacheLagMs }),
    log,
    workers: flags.workers,
    reportSyncError: createSyncErrorEvents(api, log),
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(0))
  runControllers(world, flags.targetLabelSelector)
}

try {
  main()
} catch (error) {
  stderrLog.error(messageOf(error))
  process.exit(1)
}
