import type { ImageName } from '../kustomization'

interface Resources {
  readonly requests?: object
  readonly limits?: object
}

/** What the sources say where a value of the chart replaces it. */
export interface Defaults {
  readonly images: ReadonlyArray<ImageName>
  readonly hooks: { readonly resources: Resources }
  readonly metacontroller: { readonly resources: Resources }
}

const imageLines = ({ newName, newTag = '', digest = '' }: ImageName): ReadonlyArray<string> => [
  `repository: ${newName}`,
  `tag: "${newTag}"`,
  `digest: "${digest}"`,
]

const resourceLines = (resources: Resources): ReadonlyArray<string> =>
  Object.entries(resources).map(([name, amounts]) => `${name}: ${JSON.stringify(amounts)}`)

const indented = (lines: ReadonlyArray<string>, by: number): string =>
  lines.map(line => `${' '.repeat(by)}${line}`).join('\n')

const imageOf = (images: ReadonlyArray<ImageName>, name: string): ImageName => {
  const image = images.find(image => image.name === name)
  if (image === undefined) throw new Error(`the kustomization of the manifests names no image ${name}`)
  return image
}

/** The text of values.yaml. */
export const valuesYaml = ({
  images,
  hooks,
  metacontroller,
}: Defaults): string => `# Values of the chart; values.schema.json refuses what is not here.

# The operator's image, which its agents run too. A digest goes before the tag: who may move a tag is root on every node.
image:
${indented(imageLines(imageOf(images, 'bootc-operator')), 2)}

# Secrets of type kubernetes.io/dockerconfigjson in namespace bootc-operator, for the images of the operator and the agents
# (those of your pools' images are spec.pullSecretRef): [{name: my-registry}].
imagePullSecrets: []

# Of the hook server: debug, info, warn, error.
logLevel: info

# true: metrics have a series for every node (docs/metrics.md).
nodeInfoMetric: false

# Of the hook server.
resources:
${indented(resourceLines(hooks.resources), 2)}

# How the operator asks registries for tags. Without any of these the chart has no ConfigMap bootc-registries, and you may
# make your own.
registries:
  # host or host:port, asked over plain HTTP.
  insecure: []
  # Authorities in PEM, trusted besides the public ones.
  ca: ""
  # Registries whose accounts are of another host: {registry.example.com: gitlab.example.com}.
  logins: {}

metacontroller:
  # false where Metacontroller 4.16 or newer runs already: it needs Secret bootc-hooks-key, see docs/operations.md.
  enabled: true
  # The one that runs already; not used otherwise.
  existing:
    namespace: metacontroller
    serviceAccount: metacontroller
  image:
${indented(imageLines(imageOf(images, 'metacontroller')), 4)}
  # debug, info, error.
  logLevel: info
  resources:
${indented(resourceLines(metacontroller.resources), 4)}

# true on OpenShift: rights to use the security context constraints nonroot-v2 and privileged. See docs/install.md.
openshift: false
`
