import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { imageNamed } from '../../install/image-reference'
import { installManifest } from '../../install/manifest'
import type { ControlPlane } from '../control-plane/control-plane'
import { lastLines } from '../tools/run-program'
import type { Operator, OperatorOptions } from './operator-here'

/** An emulated machine pulls and unpacks two images, and starts two programs, one of which is Node. In seconds. */
const START_SECONDS = 900

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
  const images = [imageNamed('bootc-operator', agentImage), imageNamed('metacontroller', metacontrollerImage)]
  const file = join(dir, 'install.yaml')
  writeFileSync(file, installManifest(resolve('manifests'), images))
  log(`kubectl create -f ${file}: manifests/install.yaml with the images ${agentImage} and ${metacontrollerImage}`)
  const created = await kubectl('create', '-f', file)
  if (created.code !== 0) throw new Error(`kubectl create -f ${file}: ${created.stderr}`)
  const told = await apply(JSON.stringify(registries(insecureRegistries)))
  if (told.code !== 0) throw new Error(`the ConfigMap of registries: ${told.stderr}`)
  await learnKinds()
  return {
    runs: async () => {
      const waited = await kubectl('wait', '--for=condition=Available', `--timeout=${START_SECONDS}s`, ...OPERATOR)
      if (waited.code === 0) return
      const { stdout } = await kubectl('describe', 'pods', '--namespace=bootc-operator')
      throw new Error(`the operator does not run: ${waited.stderr}\n${lastLines(stdout, 30)}`)
    },
    stop: async () => undefined,
  }
}
