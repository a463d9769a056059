import { join, resolve } from 'node:path'
import type { ControlPlane } from '../../testbed/control-plane/control-plane'
import { freePort } from '../../testbed/control-plane/free-port'
import { startHookServer } from '../../testbed/lab/hook-server'
import { installOperator, serviceAccountKubeconfig } from '../../testbed/lab/install'
import { startMetacontroller } from '../../testbed/metacontroller/start'
import type { HookProcess } from './cluster'

/** A binary of the real Metacontroller, if the caller has one at hand; the driver plays its part otherwise. */
const binary = process.env['METACONTROLLER'] || undefined

export interface Operator {
  /** Resolves when it runs; rejects with a sentence that says why it does not. */
  readonly runs: () => Promise<void>
  readonly stop: () => Promise<void>
  readonly hooks: HookProcess
}

export interface OperatorOptions {
  readonly dir: string
  /** What the agents run. */
  readonly agentImage: string
  readonly insecureRegistries: ReadonlyArray<string>
  readonly log: (line: string) => void
}

/** The name that machines have for a registry of this machine, the hooks understand too. */
const AS_MACHINES_SEE_US = resolve('e2e', 'providers', 'as-machines-see-us.cjs')

/** The operator as processes of this machine, with the rights of its service account; its agents are pods. */
export const startOperatorHere = async (controlPlane: ControlPlane, options: OperatorOptions): Promise<Operator> => {
  const { dir, agentImage, insecureRegistries, log } = options
  await installOperator(controlPlane)
  // Its pod would be a second operator, if its image were there.
  await controlPlane.kubectl('scale', '--namespace=bootc-operator', 'deployment/bootc-operator', '--replicas=0')
  const kubeconfig = await serviceAccountKubeconfig(controlPlane, 'bootc-operator')
  const env = {
    AGENT_IMAGE: agentImage,
    INSECURE_REGISTRIES: insecureRegistries.join(','),
    NODE_OPTIONS: `--require=${AS_MACHINES_SEE_US}`,
  }
  const hooks = await startHookServer({
    kubeconfig,
    port: await freePort(),
    probePort: await freePort(),
    log: join(dir, 'hooks.log'),
    env,
  })
  const metacontroller = await startMetacontroller({
    kubeconfig,
    log: join(dir, 'metacontroller.log'),
    labelSelector: 'app.kubernetes.io/part-of=bootc-operator',
    ...(binary === undefined ? {} : { binary }),
  })
  let image = agentImage
  log(`the operator runs on this machine; Metacontroller is ${binary ?? 'the test driver of testbed/metacontroller'}`)
  return {
    runs: async () => undefined,
    stop: async () => {
      await metacontroller.stop()
      await hooks.kill()
    },
    hooks: {
      kill: hooks.kill,
      start: async (next = image) => {
        image = next
        await hooks.start({ AGENT_IMAGE: image })
      },
    },
  }
}
