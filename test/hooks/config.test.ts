import assert from 'node:assert/strict'
import * as E from 'fp-ts/Either'
import { readConfig } from '../../hooks/config'
import { asJson } from '../support/as-json'

describe('the configuration of the hooks', () => {
  const operatorPod = (environment: object) => {
    const config = readConfig(environment)
    assert.ok(E.isRight(config))
    return config.right.operatorPod
  }
  const cases = [
    {
      name: 'knows its pod',
      environment: { POD_NAME: 'p', POD_NAMESPACE: 'bootc-operator' },
      want: { namespace: 'bootc-operator', name: 'p' },
    },
    { name: 'knows no pod without a name', environment: { POD_NAMESPACE: 'bootc-operator' }, want: undefined },
    { name: 'knows no pod without a namespace', environment: { POD_NAME: 'p' }, want: undefined },
  ]
  for (const { name, environment, want } of cases) it(name, () => assert.deepEqual(operatorPod(environment), want))

  it('knows how registries are to be asked', () => {
    const config = readConfig({
      INSECURE_REGISTRIES: ' Reg.Example:5000, ,b.example ',
      REGISTRY_CA_FILE: '/ca.crt',
      REGISTRY_LOGINS_FILE: '/logins',
    })
    assert.ok(E.isRight(config))
    assert.deepEqual(config.right.registry, {
      insecure: ['reg.example:5000', 'b.example'],
      caFile: '/ca.crt',
      loginsFile: '/logins',
    })
    const plain = readConfig({ REGISTRY_CA_FILE: '', REGISTRY_LOGINS_FILE: '' })
    assert.deepEqual(E.isRight(plain) && asJson(plain.right.registry), { insecure: [] })
  })

  for (const host of ['0.0.0.0', '::', '10.0.0.7', 'hooks.example'])
    it(`refuses to listen on ${host} without a key, and says what to do`, () => {
      const config = readConfig({ HOOKS_HOST: host })
      assert.ok(E.isLeft(config))
      assert.match(config.left.join(), /^HOOKS_KEY_FILE: .*mount a Secret/)
      assert.ok(E.isRight(readConfig({ HOOKS_HOST: host, HOOKS_KEY_FILE: '/key' })))
    })

  it('needs no key on loopback', () => {
    for (const HOOKS_HOST of ['127.0.0.1', '::1', 'localhost']) {
      const config = readConfig({ HOOKS_HOST })
      assert.ok(E.isRight(config))
      assert.equal(config.right.hooksKey, undefined)
    }
  })

  it('tells Metacontroller where the key is', () => {
    const config = readConfig({ HOOKS_KEY_FILE: '/key', HOOKS_KEY_SECRET: 'mine' })
    assert.ok(E.isRight(config))
    assert.deepEqual(config.right.hooksKey?.secret, { namespace: 'bootc-operator', name: 'mine', key: 'key' })
  })

  it('has no series for every node unless it is told to, and refuses another word', () => {
    const nodeInfo = (environment: object): boolean | string => {
      const config = readConfig(environment)
      return E.isRight(config) ? config.right.nodeInfoMetric : config.left.join()
    }
    assert.equal(nodeInfo({}), false)
    assert.equal(nodeInfo({ NODE_INFO_METRIC: 'true' }), true)
    assert.equal(nodeInfo({ NODE_INFO_METRIC: 'yes' }), 'NODE_INFO_METRIC: expected true or false, got "yes"')
  })

  it('asks no Prometheus on this machine unless GATE_LOOPBACK allows it, and refuses another word', () => {
    const loopback = (environment: object): boolean | string => {
      const config = readConfig(environment)
      return E.isRight(config) ? config.right.gateLoopback : config.left.join()
    }
    assert.equal(loopback({}), false)
    assert.equal(loopback({ GATE_LOOPBACK: 'refuse' }), false)
    assert.equal(loopback({ GATE_LOOPBACK: 'allow' }), true)
    assert.equal(loopback({ GATE_LOOPBACK: 'true' }), 'GATE_LOOPBACK: expected allow or refuse, got "true"')
  })

  it('refuses a port that is none', () => {
    const config = readConfig({ HOOKS_PORT: 'http' })
    assert.ok(E.isLeft(config))
    assert.match(config.left.join(), /HOOKS_PORT/)
  })

  it('refuses another namespace than the one of its rights, and says which', () => {
    const config = readConfig({ POD_NAMESPACE: 'default' })
    assert.ok(E.isLeft(config))
    assert.match(config.left.join(), /runs in namespace default, but the operator's rights are for bootc-operator/)
    assert.ok(E.isRight(readConfig({ POD_NAMESPACE: 'mine', OPERATOR_NAMESPACE: 'mine' })))
  })

  it('tells Metacontroller of its own port unless it is told otherwise', () => {
    const urlOf = (environment: object): string | undefined => {
      const config = readConfig(environment)
      return E.isRight(config) ? config.right.hooksUrl : undefined
    }
    assert.equal(urlOf({ HOOKS_PORT: '9' }), 'http://127.0.0.1:9')
    assert.equal(urlOf({ HOOKS_PORT: '9', HOOKS_URL: 'http://hooks.example:8080/' }), 'http://hooks.example:8080')
  })
})
