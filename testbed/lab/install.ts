import { resolve } from 'node:path'
import type { ControlPlane } from '../control-plane/control-plane'

const INSTALL = resolve('manifests', 'install.yaml')

/** As docs/operations.md installs and upgrades. Without --force-conflicts another operator's CRD is refused, not replaced. */
export const APPLY = ['apply', '--server-side', '--field-manager=bootc-operator', '-f'] as const

/** Installs the operator as a user does. Its kinds are served then. */
export const installOperator = async (controlPlane: Pick<ControlPlane, 'kubectl' | 'learnKinds'>): Promise<void> => {
  const created = await controlPlane.kubectl(...APPLY, INSTALL)
  if (created.code !== 0) throw new Error(`kubectl ${APPLY.join(' ')} ${INSTALL}: ${created.stderr}`)
  await controlPlane.learnKinds()
}

/** A kubeconfig with a real token of a service account. Default: of the operator's namespace. */
export const serviceAccountKubeconfig = async (
  controlPlane: ControlPlane,
  account: string,
  namespace = 'bootc-operator',
): Promise<string> => {
  const { code, stdout, stderr } = await controlPlane.kubectl(
    'create',
    'token',
    account,
    `--namespace=${namespace}`,
    '--duration=24h',
  )
  if (code !== 0) throw new Error(`no token for ${account}: ${stderr}`)
  return controlPlane.tokenKubeconfig(account, stdout.trim())
}
