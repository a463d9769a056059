/** A cluster-scoped kind without a schema, of the group `test.example`. */
export const crd = (kind: string, plural: string) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${plural}.test.example` },
  spec: {
    group: 'test.example',
    scope: 'Cluster',
    names: { kind, plural },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
})

/** Refuses every ConfigMap that is made with a token of another Node than the one it is named after. */
export const onlyOwnNode = [
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: 'only-own-node' },
    spec: {
      matchConstraints: {
        resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }],
      },
      matchConditions: [{ name: 'agent', expression: 'request.userInfo.username.endsWith(":agent")' }],
      validations: [
        {
          expression: 'object.metadata.name in request.userInfo.extra["authentication.kubernetes.io/node-name"]',
          message: 'only the ConfigMap of your own node',
        },
      ],
    },
  },
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: 'only-own-node' },
    spec: { policyName: 'only-own-node', validationActions: ['Deny'] },
  },
]

/** Objects as one text for `kubectl apply`. */
export const manifests = (...objects: ReadonlyArray<unknown>): string =>
  objects.map(each => JSON.stringify(each)).join('\n---\n')

export const node = (name: string) => ({ apiVersion: 'v1', kind: 'Node', metadata: { name } })
