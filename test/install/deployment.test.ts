import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/Either'
import { OPERATOR_VERSION, VERSION_ANNOTATION } from '../../hooks/api/version'
import { readConfig } from '../../hooks/config'
import { documentsIn, installedBy } from '../../install/installed'
import { environmentOf, flagOf, operatorContainer } from '../../testbed/lab/deployment'
import { parseFlags } from '../../testbed/metacontroller/flags'

const MANIFESTS = join(__dirname, '../../manifests')

interface Container {
  readonly name: string
  readonly securityContext?: object
  readonly ports?: ReadonlyArray<{ readonly name: string; readonly containerPort: number }>
  readonly livenessProbe?: { readonly httpGet: { readonly port: string } }
  readonly readinessProbe?: { readonly httpGet: { readonly port: string } }
  readonly resources?: {
    readonly requests?: object
    readonly limits?: { readonly cpu?: string; readonly memory?: string }
  }
}
interface Deployment {
  readonly spec: { readonly template: { readonly spec: { readonly containers: ReadonlyArray<Container> } & Pod } }
}
interface Pod {
  readonly securityContext: object
  readonly hostNetwork?: boolean
  readonly tolerations: ReadonlyArray<{ readonly key: string; readonly tolerationSeconds?: number }>
}

const [deployment] = documentsIn(join(MANIFESTS, 'operator/deployment.yaml')) as unknown as ReadonlyArray<Deployment>
assert.ok(deployment)
const pod = deployment.spec.template.spec

describe('the Deployment of the operator', () => {
  for (const container of pod.containers) {
    it(`lets ${container.name} do nothing that a restricted pod may not`, () => {
      assert.deepEqual(container.securityContext, {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      })
      assert.ok(container.resources?.requests && container.resources.limits?.memory)
      assert.equal(container.resources.limits.cpu, undefined, 'a CPU limit would only stretch a sync')
    })

    it(`probes ${container.name} at ports that it has`, () => {
      const names = container.ports?.map(({ name }) => name)
      for (const probe of [container.livenessProbe, container.readinessProbe])
        assert.ok(names?.includes(probe?.httpGet.port ?? ''), `no port ${probe?.httpGet.port}`)
    })
  }

  it('is no root, and not on the network of its node', () => {
    assert.deepEqual(pod.securityContext, {
      runAsNonRoot: true,
      runAsUser: 65532,
      runAsGroup: 65532,
      seccompProfile: { type: 'RuntimeDefault' },
    })
    assert.equal(pod.hostNetwork, undefined)
  })

  it('stays on a cordoned node, and leaves a dead one after 30 s', () => {
    const seconds = Object.fromEntries(pod.tolerations.map(({ key, tolerationSeconds }) => [key, tolerationSeconds]))
    assert.equal(seconds['node.kubernetes.io/unreachable'], 30)
    assert.equal(seconds['node.kubernetes.io/not-ready'], 30)
    assert.ok('node.kubernetes.io/unschedulable' in seconds)
  })

  it('gives the hooks an environment that they can read: hooks on the loopback, probes at the port that is probed', () => {
    const config = readConfig(environmentOf(operatorContainer('hooks')))
    assert.ok(E.isRight(config))
    const { host, port, hooksUrl, probePort } = config.right
    assert.deepEqual({ host, hooksUrl }, { host: '127.0.0.1', hooksUrl: `http://127.0.0.1:${port}` })
    const hooks = pod.containers.find(({ name }) => name === 'hooks')
    assert.deepEqual(hooks?.ports, [{ name: 'probes', containerPort: probePort }])
  })

  it('gives Metacontroller flags that it knows', () => {
    const container = operatorContainer('metacontroller')
    const { qps, burst, workers } = parseFlags(container.args ?? [])
    assert.deepEqual({ qps, burst, workers }, { qps: 200, burst: 400, workers: 20 })
    assert.equal(flagOf(container, 'apply-strategy'), 'dynamic-apply')
  })

  it('has Metacontroller run our controllers and no others', () => {
    const [key = '', value] = flagOf(operatorContainer('metacontroller'), 'target-label-selector').split('=')
    for (const { metadata } of installedBy(MANIFESTS).controllers) assert.equal(metadata.labels?.[key], value)
  })
})

describe('the CRDs', () => {
  for (const file of readdirSync(join(MANIFESTS, 'crds')).filter(name => name.endsWith('.yaml'))) {
    it(`${file} says that it is of this version`, () => {
      const [crd] = documentsIn(join(MANIFESTS, 'crds', file))
      assert.equal(crd?.metadata.annotations?.[VERSION_ANNOTATION], OPERATOR_VERSION)
    })
  }
})
