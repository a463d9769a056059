import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildArguments, goVersionWanted, kubernetesVersion } from '../../../testbed/tools/build-arguments'
import { controlPlanePrograms } from '../../../testbed/tools/programs'
import { readToolsModule } from '../../../testbed/tools/tools-module'

describe('the tools module', () => {
  const { folder, goMod } = readToolsModule()
  const toolsGo = readFileSync(join(folder, 'tools.go'), 'utf8')

  for (const { name, goPackage } of controlPlanePrograms) {
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
