import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ClientAuthority, createClientAuthority } from '../../../../testbed/control-plane/client-certificates'
import { type Lab, startLab } from '../../../../testbed/lab/lab'
import { type GuardedCluster, type Identity, identitiesIn, identityFrom } from '../../admission/guarded-cluster'
import { untilGranted } from '../../admission/until-granted'
import { worldOf } from '../../support/concurrent-stories'
import type { World } from '../../support/world'

/**
 * A cluster with the whole operator at work, and everybody whom an attacker may be. Every file of this folder attacks the
 * same one: use pools, nodes and accounts of your own, named after your attack.
 */
export interface Victim extends GuardedCluster {
  readonly lab: Lab
  readonly world: World
  /** With a client certificate of that node's kubelet, in place of an impersonation. */
  readonly kubelet: (node: string) => Promise<Identity>
  /**
   * A service account as network plugins have it on every node: it reads Nodes and patches their status, and nothing
   * else (ClusterRole calico-node of Calico's manifests, rule "nodes/status: patch").
   */
  readonly networkPlugin: (name: string) => Promise<Identity>
}

const NETWORK_PLUGIN = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name: 'network-plugin' },
  rules: [
    { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'watch'] },
    { apiGroups: [''], resources: ['nodes/status'], verbs: ['patch', 'update'] },
  ],
}

const kubeconfigOf = (lab: Lab, authority: ClientAuthority) => {
  const { url, caFile, tokenKubeconfig } = lab.controlPlane
  return async (node: string): Promise<Identity> => {
    const { certFile, keyFile } = await authority.kubeletCertificate(node)
    // Written by the one who knows how, and the token, which is nobody's, replaced by the certificate.
    const identity = identityFrom(tokenKubeconfig(`kubelet-${node}`, 'none'))
    identity.loadFromOptions({
      clusters: [{ name: 'local', server: url, caFile }],
      users: [{ name: node, certFile, keyFile }],
      contexts: [{ name: 'local', cluster: 'local', user: node }],
      currentContext: 'local',
    })
    return identity
  }
}

interface Started {
  readonly victim: Victim
  readonly stop: () => Promise<void>
}

const start = async (): Promise<Started> => {
  const dir = mkdtempSync(join(tmpdir(), 'bootc-security-'))
  const authority = await createClientAuthority(join(dir, 'clients'))
  const lab = await startLab({ dir, cacheLagMs: 50, clientCaFile: authority.caFile })
  const stops: Array<() => void> = []
  const stop = async (): Promise<void> => {
    for (const end of stops) end()
    await lab.stop()
    rmSync(dir, { recursive: true, force: true })
  }
  try {
    const guarded = await identitiesIn(lab.controlPlane)
    await lab.controlPlane.apply(JSON.stringify(NETWORK_PLUGIN))
    await untilGranted(lab.controlPlane)
    const networkPlugin = (name: string): Promise<Identity> => guarded.person(name, 'network-plugin')
    const world = worldOf(lab, stops)
    return { victim: { ...guarded, lab, world, kubelet: kubeconfigOf(lab, authority), networkPlugin }, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

let started: Promise<Started> | undefined
/** Attacks that were declared and have not ended yet: the last one turns the light off. */
let toCome = 0

export const expectAttack = (): void => {
  toCome += 1
}

/** The one victim of this process, started by the first attack. */
export const theVictim = async (): Promise<Victim> => {
  started ??= start()
  return (await started).victim
}

/** Stops the victim with its last attack. Answers whether that was it. */
export const endAttack = async (): Promise<boolean> => {
  toCome -= 1
  if (toCome > 0) return false
  const all = started
  started = undefined
  await (await all)?.stop()
  return true
}
