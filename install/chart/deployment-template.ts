import { byMetacontroller, EXISTING, linesIf, OPENSHIFT, OWN } from './conditions'
import { replaceOnce } from './replace-once'

interface Named {
  readonly name: string
}

interface Variable extends Named {
  readonly value: string
}

/** What the overlay for an existing Metacontroller adds to the Deployment, as its patch has it. */
export interface ExistingPatch {
  readonly env: ReadonlyArray<Variable>
  readonly ports: ReadonlyArray<Named>
  readonly volumeMounts: ReadonlyArray<Named>
  readonly volumes: ReadonlyArray<Named>
}

/** JSON is YAML too, and a flow value needs no indentation of its own. */
const items = (indent: string, list: ReadonlyArray<object>): string =>
  list.map(item => `${indent}- ${JSON.stringify(item)}`).join('\n')

const withVariable = (text: string, { name, value }: Variable): string =>
  replaceOnce(
    text,
    new RegExp(`^( +- \\{ name: ${name}, value: )"?([^"\\n]+?)"?( \\})$`),
    (head = '', own = '', end = '') => `${head}"${byMetacontroller(own, value)}"${end}`,
  )

/** The hooks are reached through a Service when Metacontroller runs elsewhere. */
const withExisting = (text: string, { env, ports, volumeMounts, volumes }: ExistingPatch): string => {
  const has = ({ name }: Named): boolean => text.includes(`- { name: ${name}, value:`)
  const changed = env.filter(has).reduce(withVariable, text)
  const added = items(
    ' '.repeat(12),
    env.filter(variable => !has(variable)),
  )
  const withPorts = replaceOnce(
    changed,
    /^( +)ports:\n( +- \{ name: probes, .*)\n/,
    (indent = '', probes = '') =>
      `${linesIf(EXISTING, added)}${indent}ports:\n${probes}\n${linesIf(EXISTING, items(' '.repeat(12), ports))}`,
  )
  const withMounts = replaceOnce(
    withPorts,
    /^( +volumeMounts:\n(?: +- .*\n)+)/,
    (mounts = '') => `${mounts}${linesIf(EXISTING, items(' '.repeat(12), volumeMounts))}`,
  )
  return `${withMounts.trimEnd()}\n${linesIf(EXISTING, items(' '.repeat(8), volumes))}`
}

/** Its container alone, which ends where the volumes begin. */
const withOwnMetacontroller = (text: string): string =>
  replaceOnce(text, /^( {8}- name: metacontroller\n(?: {9,}.*\n)+)/, (container = '') =>
    linesIf(
      OWN,
      replaceOnce(
        withResources(container, '.Values.metacontroller.resources'),
        /--zap-log-level=\w+$/,
        () => '--zap-log-level={{ .Values.metacontroller.logLevel }}',
      ),
    ),
  )

const withResources = (text: string, values: string): string =>
  replaceOnce(
    text,
    /^( +)resources:\n(?:\1 +.*\n)+/,
    (indent = '') => `${indent}resources: {{- toYaml ${values} | nindent ${indent.length + 2} }}\n`,
  )

const withHooks = (text: string): string =>
  replaceOnce(text, /^( {8}- name: hooks\n(?: {9,}.*\n)+)/, (container = '') =>
    [
      (before: string): string => withResources(before, '.Values.resources'),
      (before: string): string =>
        replaceOnce(
          before,
          /^( +- \{ name: LOG_LEVEL, value: )\w+( \})$/,
          (head = '', end = '') => `${head}{{ .Values.logLevel }}${end}`,
        ),
      (before: string): string =>
        replaceOnce(
          before,
          /^( +- \{ name: NODE_INFO_METRIC, value: ")\w+(" \} .*)$/,
          (head = '', end = '') => `${head}{{ .Values.nodeInfoMetric }}${end}`,
        ),
    ].reduce((before, step) => step(before), container),
  )

/** `insecure` is read when the hooks start, so another list of registries is another pod. */
const ANNOTATIONS = [
  linesIf(OPENSHIFT, '        openshift.io/required-scc: nonroot-v2'),
  linesIf(
    'include "bootc-operator.registries" .',
    '        checksum/registries: {{ .Values.registries | toJson | sha256sum }}',
  ),
].join('')

const withPodSettings = (text: string): string => {
  const annotated = replaceOnce(text, /^( {6}annotations:\n(?: {8}.*\n)+)/, (all = '') => `${all}${ANNOTATIONS}`)
  return replaceOnce(
    annotated,
    /^( +)serviceAccountName: (.*)\n/,
    (indent = '', name = '') =>
      `${indent}serviceAccountName: ${name}\n{{- with .Values.imagePullSecrets }}\n${indent}imagePullSecrets: {{- toYaml . | nindent ${indent.length + 2} }}\n{{- end }}\n`,
  )
}

const withImage = (text: string, name: string, values: string): string =>
  replaceOnce(
    text,
    new RegExp(`^( +image: )${name}$`),
    (head = '') => `${head}{{ include "bootc-operator.image" ${values} }}`,
  )

/** The template of operator/deployment.yaml. Throws when the source has not got what a value replaces. */
export const deploymentTemplate = (source: string, patch: ExistingPatch): string =>
  [
    withHooks,
    withOwnMetacontroller,
    withPodSettings,
    (text: string): string => withImage(text, 'bootc-operator', '.Values.image'),
    (text: string): string => withImage(text, 'metacontroller', '.Values.metacontroller.image'),
    (text: string): string => withExisting(text, patch),
  ].reduce((text, step) => step(text), `${source.trimEnd()}\n`)
