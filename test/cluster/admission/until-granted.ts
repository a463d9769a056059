import assert from 'node:assert/strict'
import type { ControlPlane } from '../../../testbed/control-plane/control-plane'
import { waitFor } from '../../../testbed/control-plane/wait-for'
import { PATIENCE_SECONDS } from '../support/views'

const rbac = (kind: string, name: string, rest: object) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind,
  metadata: kind.startsWith('Cluster') ? { name } : { name, namespace: 'default' },
  ...rest,
})
const roleRef = (kind: string, name: string) => ({ apiGroup: 'rbac.authorization.k8s.io', kind, name })

/** Lets a user of that name, who does not exist otherwise, look at two things that are nowhere. */
const probe = (name: string) => {
  const rules = [{ apiGroups: [''], resources: ['configmaps'], resourceNames: [name], verbs: ['get'] }]
  const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name }]
  return [
    rbac('ClusterRole', name, { rules: [{ nonResourceURLs: [`/${name}`], verbs: ['get'] }] }),
    rbac('Role', name, { rules }),
    rbac('ClusterRoleBinding', name, { subjects, roleRef: roleRef('ClusterRole', name) }),
    rbac('RoleBinding', name, { subjects, roleRef: roleRef('Role', name) }),
  ]
}

let probes = 0

/**
 * Waits until every role and binding that exists now counts. The API server hears of each of the four kinds in the order
 * in which they were made, so those made before the probe's are known when it is.
 */
export const untilGranted = async ({ apply, kubectl }: Pick<ControlPlane, 'apply' | 'kubectl'>): Promise<void> => {
  probes += 1
  const name = `probe-${probes}`
  const { code, stderr } = await apply(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: probe(name) }))
  assert.equal(code, 0, stderr)
  const may = async (...question: ReadonlyArray<string>): Promise<boolean> =>
    (await kubectl('auth', 'can-i', 'get', ...question, `--as=${name}`)).stdout.trim() === 'yes'
  await waitFor({
    what: 'the API server to heed new roles',
    seconds: PATIENCE_SECONDS,
    look: async () =>
      ((await may(`/${name}`)) && (await may(`configmaps/${name}`, '--namespace=default'))) || undefined,
  })
}
