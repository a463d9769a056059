import type { KubeConfig } from '@kubernetes/client-node'
import type { Installed } from './api/installed'
import type { OperatorProblem } from './api/operator-problem'
import type { HookServerConfig } from './config'
import { kubernetesControllers } from './ports/controllers'
import type { Installation } from './ports/installation'
import { keepRegistered } from './register/keep-registered'
import { wantedController } from './register/wanted'
import { checkInstallation } from './self-check/check'
import { keepChecked } from './self-check/keep-checked'

/** What the log gets. */
export interface Notes {
  readonly registered: (message: string, controller: string) => void
  readonly problem: (problem: OperatorProblem) => void
  readonly healthy: () => void
}

export interface InstallationWatch {
  readonly isRegistered: () => boolean
  readonly problems: () => ReadonlyArray<OperatorProblem>
}

export interface InstallationWatchPorts {
  readonly kubeConfig: KubeConfig
  readonly installation: Installation
  readonly config: HookServerConfig
  readonly notes: Notes
}

/** Metacontroller runs in this pod where it calls the loopback address; else it has a ServiceAccount of its own. */
const isBesideUs = (hooksUrl: string): boolean => new URL(hooksUrl).hostname === '127.0.0.1'

/** Registers the controllers and checks the rest of the installation, for as long as this process runs. */
export const watchInstallation = (installed: Installed, ports: InstallationWatchPorts): InstallationWatch => {
  const { kubeConfig, installation, config, notes } = ports
  const { controllers, crds, policies, rights } = installed
  const registration = keepRegistered(
    controllers.map(controller => wantedController(controller, config.hooksUrl, config.hooksKey?.secret)),
    { controllers: kubernetesControllers(kubeConfig), note: notes.registered, intervalMs: config.registerMs },
  )
  const ofMetacontroller = isBesideUs(config.hooksUrl) ? rights.metacontroller : []
  const expected = { crds, policies, rights: [...rights.hooks, ...ofMetacontroller] }
  const selfCheck = keepChecked({
    check: () => checkInstallation(expected, installation),
    noteProblem: notes.problem,
    noteHealthy: notes.healthy,
    intervalMs: config.registerMs,
  })
  return {
    isRegistered: registration.isRegistered,
    problems: () => [...registration.problems(), ...selfCheck.problems()],
  }
}
