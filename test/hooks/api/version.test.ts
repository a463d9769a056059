import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compareVersions, OPERATOR_VERSION } from '../../../hooks/api/version'

const ROOT = join(__dirname, '../../..')

describe('versions', () => {
  it('is that of the Deployment and its pod, in their label', () => {
    const text = readFileSync(join(ROOT, 'manifests/operator/deployment.yaml'), 'utf8')
    const labels = [...text.matchAll(/app\.kubernetes\.io\/version: (\S+)/g)].map(([, label]) => label)
    assert.deepEqual(labels, [OPERATOR_VERSION, OPERATOR_VERSION])
  })

  it('of the operator: the one of package.json', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
    assert.equal(OPERATOR_VERSION, version)
  })

  it('of the image that an engine builds: the same', () =>
    assert.ok(readFileSync(join(ROOT, 'image/Containerfile'), 'utf8').includes(`ARG VERSION=${OPERATOR_VERSION}\n`)))

  const ascending = [undefined, '0.1.0-alpha.2', '0.1.0-alpha.10', '0.1.0-rc.1', '0.1.0', '0.2.0', '0.10.0', '1.0.0']
  for (const [i, older] of ascending.entries()) {
    for (const newer of ascending.slice(i + 1)) {
      it(`${older} is older than ${newer}`, () => {
        assert.ok(compareVersions(older, newer) < 0)
        assert.ok(compareVersions(newer, older) > 0)
      })
    }
  }

  it('with and without v, and with build metadata, are the same', () =>
    assert.equal(compareVersions('v1.2.3', '1.2.3+build.5'), 0))

  it('that are none are older than any', () => {
    assert.ok(compareVersions('latest', '0.0.1') < 0)
    assert.equal(compareVersions('latest', undefined), 0)
  })
})
