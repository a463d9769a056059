import assert from 'node:assert/strict'
import type { ControlPlane } from '../../../testbed/control-plane/control-plane'
import { waitFor } from '../../../testbed/control-plane/wait-for'
import { PATIENCE_SECONDS } from '../support/views'

/** Refuses the one ConfigMap that is named like it. */
const PROBE = [
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: 'probe' },
    spec: {
      matchConstraints: {
        resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }],
      },
      validations: [{ expression: 'object.metadata.name != "probe"', message: 'the probe is refused' }],
    },
  },
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: 'probe' },
    spec: { policyName: 'probe', validationActions: ['Deny'] },
  },
]

/**
 * Waits until every policy that exists now is enforced. The API server follows policies and bindings in the order in
 * which they were made and takes all that it knows at once, so those made before the probe's are in when it is.
 */
export const untilEnforced = async ({ apply, kubectl }: ControlPlane): Promise<void> => {
  const { code, stderr } = await apply(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: PROBE }))
  assert.equal(code, 0, stderr)
  await waitFor({
    what: 'the API server to enforce a new policy',
    seconds: PATIENCE_SECONDS,
    look: async () => {
      const probed = await kubectl('create', 'configmap', 'probe', '--dry-run=server')
      return probed.stderr.includes('the probe is refused') || undefined
    },
  })
}
