import { waitFor } from '../control-plane/wait-for'
import type { Lab } from '../lab/lab'

const PATIENCE_SECONDS = 60

/**
 * The operator runs beside the cluster, as processes of the demo. Its pod, which no kubelet starts, says that it is ready
 * as a kubelet would say it, so that the Deployment is available, as it is in a cluster.
 */
export const reportOperatorPod = async ({ controlPlane }: Lab): Promise<void> => {
  const namespace = ['-n', 'bootc-operator']
  const pod = await waitFor({
    what: 'the Deployment of the operator to make its pod',
    seconds: PATIENCE_SECONDS,
    look: async () => {
      const selector = 'app.kubernetes.io/component=operator'
      const { stdout } = await controlPlane.kubectl('get', 'pods', ...namespace, '-l', selector, '-o', 'name')
      return stdout.trim().split('\n')[0] || undefined
    },
  })
  const conditions = ['Ready', 'ContainersReady'].map(type => ({
    type,
    status: 'True',
    lastTransitionTime: new Date().toISOString(),
  }))
  const status = JSON.stringify({ status: { phase: 'Running', conditions } })
  const { code, stderr } = await controlPlane.kubectl(
    'patch',
    pod,
    ...namespace,
    '--subresource=status',
    '--type=merge',
    '-p',
    status,
  )
  if (code !== 0) throw new Error(`the status of ${pod}: ${stderr}`)
}
