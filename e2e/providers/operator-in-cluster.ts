import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { imageNamed } from '../../install/image-reference'
import { installManifest } from '../../install/manifest'
import type { ControlPlane } from '../../testbed/control-plane/control-plane'
import { lastLines } from '../../testbed/tools/run-program'
import type { Operator, OperatorOptions } from './operator-here'

/** An emulated machine pulls and unpacks two images, and starts two programs, one of which is Node. In seconds. */
const START_SECONDS = 900

const STOP_SECONDS = 300

const PODS = ['--namespace=bootc-operator', '--selector=app.kubernetes.io/component=operator']
const OPERATOR = ['--namespace=bootc-operator', 'deployment/bootc-operator']

export interface OperatorInClusterOptions extends OperatorOptions {
  /** The real one of METACONTROLLER, or the test driver. */
  readonly metacontrollerImage: string
}

const registries = (insecure: ReadonlyArray<string>): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'bootc-registries', namespace: 'bootc-operator' },
  data: { insecure: insecure.join(',') },
})

/** Installs the operator as a user does, by one `kubectl create`, from images that the machines can pull. */
export const installInCluster = async (
  { kubectl, apply, learnKinds }: Pick<ControlPlane, 'kubectl' | 'apply' | 'learnKinds'>,
  { dir, agentImage, metacontrollerImage, insecureRegistries, log }: OperatorInClusterOptions,
): Promise<Operator> => {
  const file = join(dir, 'install.yaml')
  const writeManifest = (operatorImage: string): void => {
    const images = [imageNamed('bootc-operator', operatorImage), imageNamed('metacontroller', metacontrollerImage)]
    writeFileSync(file, installManifest(resolve('manifests'), images))
  }
  const must = async (...args: ReadonlyArray<string>): Promise<void> => {
    const { code, stderr } = await kubectl(...args)
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`)
  }
  const runs = async (): Promise<void> => {
    const waited = await kubectl('rollout', 'status', `--timeout=${START_SECONDS}s`, ...OPERATOR)
    if (waited.code === 0) return
    const { stdout } = await kubectl('describe', 'pods', '--namespace=bootc-operator')
    throw new Error(`the operator does not run: ${waited.stderr}\n${lastLines(stdout, 30)}`)
  }
  let image = agentImage
  writeManifest(image)
  log(`kubectl create -f ${file}: manifests/install.yaml with the images ${agentImage} and ${metacontrollerImage}`)
  await must('create', '-f', file)
  const told = await apply(JSON.stringify(registries(insecureRegistries)))
  if (told.code !== 0) throw new Error(`the ConfigMap of registries: ${told.stderr}`)
  await learnKinds()
  return {
    runs,
    stop: async () => undefined,
    hooks: {
      kill: async () => {
        await must('scale', '--replicas=0', ...OPERATOR)
        // A pod with a second to end is an object until its kubelet knows that its processes are dead; one without is not.
        await must('delete', 'pods', ...PODS, '--grace-period=1', '--ignore-not-found', `--timeout=${STOP_SECONDS}s`)
      },
      // As docs/operations.md tells to upgrade.
      start: async (next = image) => {
        image = next
        writeManifest(image)
        await must('apply', '--server-side', '--force-conflicts', '-f', file)
        await runs()
      },
    },
  }
}
