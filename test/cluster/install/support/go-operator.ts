/**
 * What a cluster has of the Go bootc-operator, in shapes: github.com/bootc-dev/bootc-operator, July and August 2026. Names,
 * labels, fields and marks are those of its api/v1alpha1, config/ and ARCHITECTURE.md; the schemas here are shorter.
 */

const GROUP = 'node.bootc.dev'

const crdOf = (kind: string, plural: string, spec: object, names: object = {}): object => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: {
    name: `${plural}.${GROUP}`,
    annotations: { 'controller-gen.kubebuilder.io/version': 'v0.20.1' },
  },
  spec: {
    group: GROUP,
    names: { kind, listKind: `${kind}List`, plural, singular: plural.slice(0, -1), ...names },
    scope: 'Cluster',
    versions: [
      {
        name: 'v1alpha1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            required: ['spec'],
            properties: {
              spec,
              status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
            },
          },
        },
      },
    ],
  },
})

const object = (properties: object): object => ({ type: 'object', properties })
const [text, whole] = [{ type: 'string' }, { type: 'integer', format: 'int32' }]

const poolSpec = object({
  nodeSelector: object({ matchLabels: { type: 'object', additionalProperties: text } }),
  image: object({ ref: text }),
  rollout: object({
    maxUnavailable: { 'x-kubernetes-int-or-string': true },
    paused: { type: 'boolean' },
    drainTimeoutSeconds: whole,
    rebootTimeoutSeconds: whole,
  }),
  disruption: object({ rebootPolicy: { ...text, default: 'RebootOnly' } }),
  pullSecretRef: object({ name: text, namespace: text }),
})

export const GO_CRDS: ReadonlyArray<object> = [
  crdOf('BootcNodePool', 'bootcnodepools', poolSpec, { shortNames: ['bnp'] }),
  crdOf('BootcNode', 'bootcnodes', object({ desiredImage: text, desiredImageState: text }), { shortNames: ['bn'] }),
]

const NAMESPACE = 'bootc-operator'
const labelsOf = (component: string): object => ({
  'app.kubernetes.io/name': 'bootc-operator',
  'app.kubernetes.io/component': component,
})

const workloadOf = (kind: 'Deployment' | 'DaemonSet', name: string, component: string, pod: object): object => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name, namespace: NAMESPACE, labels: labelsOf(component) },
  spec: {
    selector: { matchLabels: labelsOf(component) },
    template: {
      metadata: { labels: labelsOf(component) },
      spec: { serviceAccountName: name, containers: [{ name: component, image: 'registry.example/go:v0' }], ...pod },
    },
  },
})

const accountOf = (name: string): object => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace: NAMESPACE },
})

/** Its namespace, controller and daemon, with the prefix that its kustomization gives them. */
export const GO_WORKLOADS: ReadonlyArray<object> = [
  {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: NAMESPACE, labels: { 'app.kubernetes.io/name': 'bootc-operator' } },
  },
  accountOf('bootc-operator-controller-manager'),
  accountOf('bootc-operator-daemon'),
  workloadOf('Deployment', 'bootc-operator-controller-manager', 'controller', {}),
  workloadOf('DaemonSet', 'bootc-operator-daemon', 'daemon', { nodeSelector: { 'bootc.dev/managed': '' } }),
]

/** A pool with every field that it has there, and the finalizer of its newer versions. */
export const goPool = (name: string, ref: string, nodeLabels: object): object => ({
  apiVersion: `${GROUP}/v1alpha1`,
  kind: 'BootcNodePool',
  metadata: { name, finalizers: ['bootc.dev/pool-cleanup'] },
  spec: {
    nodeSelector: { matchLabels: nodeLabels },
    image: { ref },
    rollout: { maxUnavailable: '25%', drainTimeoutSeconds: 300, rebootTimeoutSeconds: 600 },
    disruption: { rebootPolicy: 'AllowSoftReboot' },
  },
})

/** A Node of its pool, and the object by which its daemon is led; with a slot it is cordoned. */
export const goNode = (name: string, image: string, labels: object, hasSlot: boolean): ReadonlyArray<object> => [
  {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name, 'bootc.dev/managed': '', ...labels } },
    spec: { unschedulable: hasSlot },
  },
  {
    apiVersion: `${GROUP}/v1alpha1`,
    kind: 'BootcNode',
    metadata: {
      name,
      ...(hasSlot && { annotations: { 'bootc.dev/in-reboot-slot': '', 'bootc.dev/was-cordoned': 'false' } }),
    },
    spec: { desiredImage: image, desiredImageState: hasSlot ? 'Booted' : 'Staged' },
  },
]
