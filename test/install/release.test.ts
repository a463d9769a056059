import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/Either'
import { parse } from 'yaml'
import { checksumsOf, SUMS, sumsText } from '../../install/release/checksums'
import { krewManifest } from '../../install/release/krew-manifest'
import { archiveName, PLATFORMS, platformOf } from '../../install/release/platforms'
import { releaseNotes } from '../../install/release/release-notes'
import { releasePlan } from '../../install/release/release-plan'
import { runProgram } from '../../testbed/tools/run-program'

const CHANGELOG =
  '# Changelog\n\nNewest first.\n\n## Unreleased\n\nSoon.\n\n## 0.2.0 (2026-12-01)\n\nA chart.\n\n### Fixed\n\nMuch.\n\n## 0.1.0\n\n'
const METACONTROLLER = 'registry.example:5000/metacontroller/metacontroller:v4.17.2'
const DIGEST = `sha256:${'a'.repeat(64)}`

const environment = {
  GITHUB_REF_NAME: 'v0.2.0',
  GITHUB_REPOSITORY: 'Some-Team/Operator',
  GITHUB_SERVER_URL: 'https://git.example',
  REGISTRY: 'registry.example',
  METACONTROLLER_DIGEST: DIGEST,
}
const facts = { version: '0.2.0', changelog: CHANGELOG, metacontroller: METACONTROLLER }

describe('the notes of a release', () => {
  it('are its section of the changelog, up to the next version', () =>
    assert.deepEqual(releaseNotes(CHANGELOG, '0.2.0'), E.right('A chart.\n\n### Fixed\n\nMuch.\n')))

  it('must be there, and say something', () => {
    assert.deepEqual(
      releaseNotes(CHANGELOG, '0.3.0'),
      E.left('CHANGELOG.md: expected a section "## 0.3.0", it has Unreleased, 0.2.0 (2026-12-01), 0.1.0'),
    )
    assert.deepEqual(releaseNotes(CHANGELOG, '0.1.0'), E.left('CHANGELOG.md: section "## 0.1.0" is empty'))
  })
})

describe('the plan of a release', () => {
  it('has the names of the repository that runs it, in lower case where a registry wants them', () =>
    assert.deepEqual(
      releasePlan(environment, facts),
      E.right({
        tag: 'v0.2.0',
        image: 'registry.example/some-team/operator',
        metacontrollerImage: `registry.example:5000/metacontroller/metacontroller@${DIGEST}`,
        downloads: 'https://git.example/Some-Team/Operator/releases/download/v0.2.0',
        homepage: 'https://git.example/Some-Team/Operator',
      }),
    ))

  const refused: ReadonlyArray<readonly [string, object, object, RegExp]> = [
    [
      'a tag of another version',
      { GITHUB_REF_NAME: 'v0.2.1' },
      {},
      /^the tag is v0\.2\.1, package\.json says 0\.2\.0: expected tag v0\.2\.0$/,
    ],
    [
      'a version without notes',
      { GITHUB_REF_NAME: 'v0.3.0' },
      { version: '0.3.0' },
      /^CHANGELOG\.md: expected a section "## 0\.3\.0"/,
    ],
    [
      'a Metacontroller whose digest nobody has said',
      { METACONTROLLER_DIGEST: '' },
      {},
      /^METACONTROLLER_DIGEST: expected sha256:… of registry.*v4\.17\.2, got ""/,
    ],
    ['a digest that is a tag', { METACONTROLLER_DIGEST: 'v4.17.2' }, {}, /^METACONTROLLER_DIGEST: .*got "v4\.17\.2"/],
    ['a run outside a repository', { GITHUB_REPOSITORY: undefined }, {}, /^GITHUB_REPOSITORY: expected owner\/name/],
  ]
  for (const [name, changed, otherFacts, want] of refused) {
    it(`refuses ${name}`, () => {
      const plan = releasePlan({ ...environment, ...changed }, { ...facts, ...otherFacts })
      assert.ok(E.isLeft(plan))
      assert.equal(plan.left.length, 1)
      assert.match(plan.left[0] ?? '', want)
    })
  }

  it('names all problems at once', () => {
    const plan = releasePlan({}, facts)
    assert.ok(E.isLeft(plan))
    assert.equal(plan.left.length, 4)
  })
})

describe('what a release has for each system', () => {
  it('is named by system and processor, as Go names them', () => {
    assert.deepEqual(
      PLATFORMS.map(platform => archiveName(platform, '0.2.0')),
      ['linux_amd64', 'linux_arm64', 'darwin_amd64', 'darwin_arm64', 'windows_amd64'].map(
        name => `kubectl-bootc_v0.2.0_${name}.tar.gz`,
      ),
    )
    assert.deepEqual(platformOf('win32', 'x64'), { os: 'windows', arch: 'amd64' })
    assert.throws(() => platformOf('linux', 's390x'), /not released for linux on s390x/)
  })

  it('is in the manifest of krew, with its checksum and its program', () => {
    const checksums = new Map(PLATFORMS.map((platform, at) => [archiveName(platform, '0.2.0'), `${at}`.repeat(64)]))
    const manifest = parse(
      krewManifest({
        version: '0.2.0',
        homepage: 'https://h.example',
        downloads: 'https://d.example/v0.2.0',
        checksums,
      }),
    )
    assert.deepEqual(
      [manifest.apiVersion, manifest.kind, manifest.metadata.name, manifest.spec.version, manifest.spec.homepage],
      ['krew.googlecontainertools.github.com/v1alpha2', 'Plugin', 'bootc', 'v0.2.0', 'https://h.example'],
    )
    // krew.sigs.k8s.io, developer guide, "Writing plugin manifests": at most 50 characters and no full stop.
    assert.ok(manifest.spec.shortDescription.length <= 50)
    assert.equal(manifest.spec.platforms.length, PLATFORMS.length)
    assert.deepEqual(manifest.spec.platforms.at(-1), {
      selector: { matchLabels: { os: 'windows', arch: 'amd64' } },
      uri: 'https://d.example/v0.2.0/kubectl-bootc_v0.2.0_windows_amd64.tar.gz',
      sha256: '4'.repeat(64),
      bin: 'kubectl-bootc.exe',
    })
  })

  it('must be there before krew may name it', () =>
    assert.throws(
      () => krewManifest({ version: '0.2.0', homepage: '', downloads: '', checksums: new Map() }),
      /has no kubectl-bootc_v0\.2\.0_linux_amd64\.tar\.gz/,
    ))
})

describe('the checksums of a release', () => {
  it('are those that sha256sum --check finds right, of every file but their own', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bootc-sums-'))
    writeFileSync(join(folder, 'b.txt'), 'b')
    writeFileSync(join(folder, 'a.txt'), 'a')
    writeFileSync(join(folder, SUMS), 'old')
    writeFileSync(join(folder, SUMS), sumsText(checksumsOf(folder)))
    const { code, stdout } = await runProgram('sha256sum', ['--check', SUMS], { cwd: folder })
    assert.equal(code, 0)
    assert.equal(stdout, 'a.txt: OK\nb.txt: OK\n')
    rmSync(folder, { recursive: true })
  })
})
