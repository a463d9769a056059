import { resolve } from 'node:path'
import type { ControlPlane } from '../control-plane/control-plane'

const INSTALL = resolve('manifests', 'install.yaml')

/** Installs the operator as a user does: by one `kubectl create` of install.yaml. Its kinds are served then. */
export const installOperator = async (controlPlane: Pick<ControlPlane, 'kubectl' | 'learnKinds'>): Promise<void> => {
  const created = await controlPlane.kubectl('create', '-f', INSTALL)
  if (created.code !== 0) throw new Error(`kubectl create -f ${INSTALL}: ${created.stderr}`)
  await controlPlane.learnKinds()
}

/** A kubeconfig with a real token of a service account of the operator's namespace. */
export const serviceAccountKubeconfig = async (controlPlane: ControlPlane, account: string): Promise<string> => {
  const { code, stdout, stderr } = await controlPlane.kubectl(
    'create',
    'token',
    account,
    '--namespace=bootc-operator',
    '--duration=24h',
  )
  if (code !== 0) throw new Error(`no token for ${account}: ${stderr}`)
  return controlPlane.tokenKubeconfig(account, stdout.trim())
}
