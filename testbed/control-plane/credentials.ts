import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Files and tokens that the components of one control plane share. */
export interface Credentials {
  readonly folder: string
  readonly caFile: string
  readonly tokenFile: string
  readonly signingKeyFile: string
  readonly verifyingKeyFile: string
  readonly auditPolicyFile: string
  readonly tokens: Readonly<Record<User, string>>
  /** By name of the Node: of the user that its kubelet is. */
  readonly nodeTokens: Readonly<Record<string, string>>
}

type User = 'admin' | 'system:kube-controller-manager' | 'system:kube-scheduler'

/** Groups of each user that has a static token; the two components get their rights from the bootstrap RBAC roles. */
const GROUPS: Readonly<Record<User, string>> = {
  admin: 'system:masters',
  'system:kube-controller-manager': '',
  'system:kube-scheduler': '',
}

/** Every request once, when its answer is known, with who asked what and no bodies. */
const AUDIT_POLICY = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  omitManagedFields: true,
  rules: [{ level: 'Metadata' }],
}

/** One line of a token file: token, user, uid, quoted groups. */
export const tokenLine = (token: string, user: string, groups: string): string =>
  `${token},${user},${user},"${groups}"\n`

const newToken = (): string => randomBytes(24).toString('base64url')

/** Makes fresh keys and tokens in the folder, readable by the owner alone; for kubelets too that are to join. */
export const createCredentials = (folder: string, nodes: ReadonlyArray<string> = []): Credentials => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const write = (name: string, content: string): string => {
    const path = join(folder, name)
    writeFileSync(path, content, { mode: 0o600 })
    return path
  }
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const tokens: Readonly<Record<User, string>> = {
    admin: newToken(),
    'system:kube-controller-manager': newToken(),
    'system:kube-scheduler': newToken(),
  }
  const users = Object.keys(GROUPS) as ReadonlyArray<User>
  const nodeTokens = Object.fromEntries(nodes.map(name => [name, newToken()]))
  const lines = [
    ...users.map(user => tokenLine(tokens[user], user, GROUPS[user])),
    ...nodes.map(name => tokenLine(nodeTokens[name] ?? '', `system:node:${name}`, 'system:nodes')),
  ]
  return {
    folder,
    // The kube-apiserver writes it: its own certificate, followed by the one that signed it.
    caFile: join(folder, 'apiserver.crt'),
    tokenFile: write('tokens.csv', lines.join('')),
    signingKeyFile: write('service-account.key', privateKey.export({ type: 'sec1', format: 'pem' }).toString()),
    verifyingKeyFile: write('service-account.pub', publicKey.export({ type: 'spki', format: 'pem' }).toString()),
    auditPolicyFile: write('audit-policy.json', JSON.stringify(AUDIT_POLICY)),
    tokens,
    nodeTokens,
  }
}
