/** The pool as a user would write it. */
export const demoPool = (
  name: string,
  ref: string,
  maxUnavailable: number,
): string => `apiVersion: node.bootc.dev/v1alpha1
kind: BootcNodePool
metadata:
  name: ${name}
spec:
  nodeSelector: { matchLabels: { example.com/role: worker } }
  image: { ref: "${ref}", pollIntervalSeconds: 30 }
  rollout: { maxUnavailable: ${maxUnavailable}, minReadySeconds: 2 }
`

const podOn = (node: string, number: number): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: `app-${node}-${number}`, namespace: 'default' },
  spec: {
    nodeName: node,
    terminationGracePeriodSeconds: 1,
    containers: [{ name: 'app', image: 'registry.example/app:v1' }],
  },
})

/** Two pods on each node, so that there is something to drain. */
export const demoPods = (nodes: ReadonlyArray<string>): string =>
  JSON.stringify({ apiVersion: 'v1', kind: 'List', items: nodes.flatMap(node => [podOn(node, 1), podOn(node, 2)]) })

/** An app on one node that may not be disrupted, so that its drain has something to wait for. */
export const demoBudget = (node: string): string => `apiVersion: v1
kind: Pod
metadata: { name: cart-0, namespace: default, labels: { app: cart } }
spec:
  nodeName: ${node}
  terminationGracePeriodSeconds: 1
  containers: [{ name: cart, image: registry.example/cart:v1 }]
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: cart, namespace: default }
spec:
  minAvailable: 1
  selector: { matchLabels: { app: cart } }
`
