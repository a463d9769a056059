import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { stringify } from 'yaml'
import { documentsIn } from '../installed'
import { type ImageName, sourcesOf } from '../kustomization'
import { chosenImages } from '../manifest'
import { EXISTING, linesIf, OPENSHIFT, OWN } from './conditions'
import { deploymentTemplate, type ExistingPatch } from './deployment-template'
import { accountsTemplate, keptTemplate, metacontrollerRightsTemplate, policyTemplate } from './object-templates'
import { OWN_TEMPLATES } from './own-templates'
import { valuesYaml } from './values'
import { valuesSchema } from './values-schema'

/** Text of each file of the chart, by its path in the chart's folder. */
export type ChartFiles = Readonly<Record<string, string>>

interface Container {
  readonly name: string
  readonly resources: object
  readonly env: ExistingPatch['env']
  readonly ports: ExistingPatch['ports']
  readonly volumeMounts: ExistingPatch['volumeMounts']
}

interface PodSpec {
  readonly containers: ReadonlyArray<Container>
  readonly volumes: ExistingPatch['volumes']
}

const podIn = (file: string): PodSpec => {
  const [deployment] = documentsIn(file) as unknown as ReadonlyArray<{
    readonly spec: { readonly template: { readonly spec: PodSpec } }
  }>
  if (deployment === undefined) throw new Error(`${file} has no Deployment`)
  return deployment.spec.template.spec
}

const containerOf = ({ containers }: PodSpec, name: string): Container => {
  const container = containers.find(container => container.name === name)
  if (container === undefined) throw new Error(`the Deployment has no container ${name}`)
  return container
}

const existingPatch = (folder: string): ExistingPatch => {
  const pod = podIn(join(folder, 'overlays', 'existing-metacontroller', 'deployment.yaml'))
  const { env, ports, volumeMounts } = containerOf(pod, 'hooks')
  return { env, ports, volumeMounts, volumes: pod.volumes }
}

/** A source may have what Helm takes for an action. */
const escaped = (text: string): string => text.replaceAll('{{', '{{ "{{" }}')

/** The template of one file of the manifests; undefined for the namespace, which is that of the release. */
const templateOf = (folder: string, file: string): string | undefined => {
  const source = `${escaped(readFileSync(file, 'utf8')).trim()}\n`
  const name = basename(file)
  if (name === 'namespace.yaml') return undefined
  if (name === 'deployment.yaml') return deploymentTemplate(source, existingPatch(folder))
  if (name === 'service-accounts.yaml') return `${accountsTemplate(source)}\n`
  if (name === 'rbac-metacontroller.yaml') return metacontrollerRightsTemplate(source)
  if (basename(dirname(file)) === 'crds') return `${keptTemplate(source)}\n`
  if (basename(dirname(file)) === 'metacontroller') return linesIf(OWN, keptTemplate(source))
  return policyTemplate(source)
}

/** Files that only an overlay has, under the value that stands for it. */
const overlayTemplates = (folder: string): ChartFiles => {
  const read = (...path: ReadonlyArray<string>): string =>
    escaped(readFileSync(join(folder, 'overlays', ...path), 'utf8')).trim()
  const policy = read('existing-metacontroller', 'network-policy.yaml').replace(
    '{ kubernetes.io/metadata.name: metacontroller }',
    '{ kubernetes.io/metadata.name: {{ .Values.metacontroller.existing.namespace }} }',
  )
  return {
    'templates/existing-metacontroller-service.yaml': linesIf(
      EXISTING,
      read('existing-metacontroller', 'service.yaml'),
    ),
    'templates/existing-metacontroller-network-policy.yaml': linesIf(EXISTING, policy),
    'templates/openshift-scc.yaml': linesIf(OPENSHIFT, read('openshift', 'scc.yaml')),
  }
}

const chartYaml = (version: string): string =>
  stringify({
    apiVersion: 'v2',
    name: 'bootc-operator',
    description: 'Makes bootc hosts a native part of Kubernetes: pools of nodes that run an image, rolled out safely.',
    type: 'application',
    version,
    appVersion: version,
    kubeVersion: '>=1.30.0-0',
  })

/** The Helm chart of the manifests in `folder`, of the same files and images as install.yaml. Throws when a value has no place in them. */
export const chartFiles = (folder: string, version: string, otherImages: ReadonlyArray<ImageName> = []): ChartFiles => {
  const pod = podIn(join(folder, 'operator', 'deployment.yaml'))
  const templates = sourcesOf(folder).files.flatMap(file => {
    const text = templateOf(folder, file)
    const name = `${basename(dirname(file))}-${basename(file)}`
    return text === undefined ? [] : [[`templates/${name}`, text] as const]
  })
  const values = valuesYaml({
    images: chosenImages(folder, otherImages),
    hooks: containerOf(pod, 'hooks'),
    metacontroller: containerOf(pod, 'metacontroller'),
  })
  return {
    'Chart.yaml': chartYaml(version),
    'values.yaml': values,
    'values.schema.json': `${JSON.stringify(valuesSchema, undefined, 2)}\n`,
    ...Object.fromEntries(templates),
    ...overlayTemplates(folder),
    ...Object.fromEntries(Object.entries(OWN_TEMPLATES).map(([name, text]) => [`templates/${name}`, text])),
  }
}
