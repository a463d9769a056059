import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildArguments, goVersionWanted, kubernetesVersion } from '../../../testbed/tools/build-arguments'
import { controlPlanePrograms } from '../../../testbed/tools/programs'
import { kubernetesModule, readToolsModule } from '../../../testbed/tools/tools-module'

const modules = [
  { title: 'the tools module', module: readToolsModule(), programs: controlPlanePrograms },
  {
    title: 'the tools module of Kubernetes 1.30',
    module: kubernetesModule('1.30'),
    programs: controlPlanePrograms.filter(({ name }) => name !== 'etcd'),
  },
]
for (const { title, module, programs } of modules)
  describe(title, () => {
    const { folder, goMod } = module
    const toolsGo = readFileSync(join(folder, 'tools.go'), 'utf8')

    for (const { name, goPackage } of programs) {
      it(`pins ${name} by an import in tools.go`, () => assert.ok(toolsGo.includes(`\t_ "${goPackage}"\n`)))
    }

    it('replaces each sibling of k8s.io/kubernetes by the release that belongs to it', () => {
      const sibling = kubernetesVersion(goMod).replace(/^v1/, 'v0')
      const replaced = [...goMod.matchAll(/^\t(k8s\.io\/[\w-]+) => (\S+) (\S+)$/gm)]
      assert.ok(replaced.length > 20, `only ${replaced.length} replaced`)
      for (const [, from, to, version] of replaced) assert.deepEqual([to, version], [from, sibling])
      assert.doesNotMatch(goMod, /=> \.\.?\//)
    })

    it('tells the programs their version', () => {
      const flags = buildArguments(goMod).join(' ')
      const version = kubernetesVersion(goMod)
      assert.ok(flags.includes(`-X k8s.io/component-base/version.gitVersion=${version} `))
      assert.ok(flags.includes(`-X k8s.io/client-go/pkg/version.gitVersion=${version} `))
      assert.ok(flags.includes(`gitMinor=${version.split('.')[1]} `))
    })
  })

describe('a go.mod', () => {
  it('names the version of Kubernetes in a block or alone', () => {
    assert.equal(kubernetesVersion('require (\n\ta.b/c v1.0.0\n\tk8s.io/kubernetes v1.36.3\n)\n'), 'v1.36.3')
    assert.equal(kubernetesVersion('require k8s.io/kubernetes v1.37.0\n'), 'v1.37.0')
  })

  it('without Kubernetes or a Go version is refused', () => {
    assert.throws(() => kubernetesVersion('module a\n'), /requirement of k8s.io\/kubernetes/)
    assert.throws(() => goVersionWanted('module a\n'), /"go MAJOR.MINOR"/)
  })

  it('names the Go it wants', () => assert.deepEqual(goVersionWanted('module a\n\ngo 1.26.0\n'), [1, 26]))
})

describe('KUBERNETES', () => {
  it('names an older Kubernetes by its minor version', () =>
    assert.match(kubernetesVersion(kubernetesModule('1.30').goMod), /^v1\.30\.\d+$/))

  it('may be left out, or name the pinned one', () => {
    const { folder, goMod } = readToolsModule()
    const minor = /^v(\d+\.\d+)/.exec(kubernetesVersion(goMod))?.[1]
    for (const wanted of [undefined, '', minor]) assert.equal(kubernetesModule(wanted).folder, folder)
  })

  for (const wanted of ['1.29', 'v1.30', '1.30.14', '../helm'])
    it(`is refused as "${wanted}", with what there is`, () =>
      assert.throws(() => kubernetesModule(wanted), /^Error: KUBERNETES: expected 1\.30 or 1\.\d+, got "/))
})
