import assert from 'node:assert/strict'
import {
  apiServerArguments,
  CONTROLLERS,
  controllerManagerArguments,
  etcdArguments,
} from '../../../testbed/control-plane/component-arguments'
import type { Credentials } from '../../../testbed/control-plane/credentials'
import { tokenLine } from '../../../testbed/control-plane/credentials'
import { kubeconfig } from '../../../testbed/control-plane/kubeconfig'

const credentials: Credentials = {
  folder: '/c',
  caFile: '/c/apiserver.crt',
  tokenFile: '/c/tokens.csv',
  signingKeyFile: '/c/sa.key',
  verifyingKeyFile: '/c/sa.pub',
  auditPolicyFile: '/c/audit.json',
  tokens: { admin: 'a', 'system:kube-controller-manager': 'b', 'system:kube-scheduler': 'c' },
  nodeTokens: {},
}
const apiServer = apiServerArguments({ etcdUrl: 'http://127.0.0.1:1', port: 2, credentials, auditLog: '/audit.log' })

describe('the arguments of the components', () => {
  const cases = [
    { name: 'the API server asks RBAC', args: apiServer, want: '--authorization-mode=Node,RBAC' },
    { name: 'the API server restricts nodes', args: apiServer, want: '--enable-admission-plugins=NodeRestriction' },
    { name: 'the API server never rotates its audit log', args: apiServer, want: '--audit-log-maxsize=0' },
    { name: 'the API server is told its port', args: apiServer, want: '--secure-port=2' },
    { name: 'etcd does not wait for the disk', args: etcdArguments('/e'), want: '--unsafe-no-fsync' },
    {
      name: 'controllers have the rights of a real cluster',
      args: controllerManagerArguments('/k', credentials),
      want: '--use-service-account-credentials=true',
    },
  ]
  for (const { name, args, want } of cases) it(name, () => assert.ok(args.includes(want), args.join('\n')))

  it('nobody listens on more than 127.0.0.1', () => {
    assert.ok(apiServer.includes('--bind-address=127.0.0.1'))
    const urls = etcdArguments('/e').filter(argument => argument.includes('://'))
    assert.equal(urls.length, 5)
    for (const argument of urls) assert.match(argument, /http:\/\/127\.0\.0\.1:0$/)
    assert.ok(controllerManagerArguments('/k', credentials).includes('--secure-port=0'))
  })

  it('no controller judges the heartbeats of simulated nodes', () =>
    assert.deepEqual(
      CONTROLLERS.filter(name => name.startsWith('node-') || name === 'taint-eviction-controller'),
      [],
    ))
})

describe('access files', () => {
  it('a token line names user and groups', () =>
    assert.equal(tokenLine('t', 'admin', 'system:masters'), 't,admin,admin,"system:masters"\n'))

  it('a kubeconfig has one context with the token and the CA', () => {
    const config = JSON.parse(kubeconfig({ url: 'https://127.0.0.1:1', caFile: '/ca', user: 'u', token: 't' }))
    assert.equal(config['current-context'], config.contexts[0].name)
    assert.deepEqual(config.contexts[0].context, { cluster: config.clusters[0].name, user: 'u' })
    assert.deepEqual(config.clusters[0].cluster, { server: 'https://127.0.0.1:1', 'certificate-authority': '/ca' })
    assert.deepEqual(config.users, [{ name: 'u', user: { token: 't' } }])
  })
})
