import assert from 'node:assert/strict'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { archiveName, PLATFORMS } from '../../install/release/platforms'
import { version } from '../../package.json'
import { type Ended, runProgram } from '../../testbed/tools/run-program'
import { root } from '../support/named-tests'

const DIGEST = `sha256:${'a'.repeat(64)}`
const IMAGE = `registry.example/team/operator@${DIGEST}`

/** `npm run release` in a folder of its own, with programs that write down how they were called. */
describe('npm run release', function () {
  this.timeout(240_000)
  let folder: string
  let release: string

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'bootc-release-'))
    release = join(folder, 'release')
    mkdirSync(join(folder, 'bin'))
    for (const name of ['cosign', 'gh']) {
      const script = `#!/bin/sh\nfor arg in "$@"; do case "$arg" in */notes.md) cp "$arg" "${folder}/notes";; esac; done\necho "$@" > "${folder}/${name}"\n`
      writeFileSync(join(folder, 'bin', name), script, { mode: 0o755 })
    }
  })
  after(() => rmSync(folder, { recursive: true, force: true }))

  const runIn = (source: string, args: ReadonlyArray<string>, more: NodeJS.ProcessEnv = {}): Promise<Ended> =>
    runProgram(process.execPath, ['--import=tsx', join(source, 'install/release/main.ts'), ...args], {
      cwd: root,
      env: {
        PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
        TMPDIR: folder,
        RELEASE_DIR: release,
        GITHUB_REF_NAME: `v${version}`,
        GITHUB_REPOSITORY: 'Team/Operator',
        GITHUB_SERVER_URL: 'https://git.example',
        REGISTRY: 'registry.example',
        METACONTROLLER_DIGEST: DIGEST,
        ...more,
      },
    })
  const run = (args: ReadonlyArray<string>, more?: NodeJS.ProcessEnv): Promise<Ended> => runIn(root, args, more)

  it('names says where images of this repository go, as an output of the step too', async () => {
    const output = join(folder, 'output')
    const { code, stdout } = await run(['names'], { GITHUB_OUTPUT: output })
    assert.equal(code, 0)
    assert.equal(stdout, 'image=registry.example/team/operator\n')
    assert.equal(readFileSync(output, 'utf8'), stdout)
  })

  it('sign has cosign sign the image by its digest, without a question', async () => {
    const { code, stderr } = await run(['sign', IMAGE])
    assert.equal(code, 0, stderr)
    assert.equal(readFileSync(join(folder, 'cosign'), 'utf8'), `sign --yes ${IMAGE}\n`)
  })

  it('sign refuses an image that is named by a tag', async () => {
    const { code, stderr } = await run(['sign', 'registry.example/team/operator:v1'])
    assert.equal(code, 1)
    assert.match(stderr, /^expected the operator's image by digest, .* got "registry\.example\/team\/operator:v1"/)
  })

  it('metacontroller refuses to fetch what nobody has said the digest of', async () => {
    const { code, stderr } = await run(['metacontroller', join(folder, 'mc')], { METACONTROLLER_DIGEST: '' })
    assert.equal(code, 1)
    assert.match(stderr, /^METACONTROLLER_DIGEST: expected sha256:… of \S+:v\d.*set it as a variable of the repository/)
    assert.equal(existsSync(join(folder, 'mc')), false)
  })

  it('without a command, or with another, says which there are', async () => {
    const { code, stderr } = await run(['ship'])
    assert.equal(code, 1)
    assert.match(
      stderr,
      /^usage: npm run release -- plan\|names\|manifests\|cli\|finish\|sign\|publish\|metacontroller/,
    )
  })

  describe('of a version that has notes', () => {
    let clone: string

    before(() => {
      clone = join(folder, 'clone')
      for (const part of ['install', 'manifests', 'hooks', 'testbed', 'package.json', 'LICENSE', 'tsconfig.json'])
        cpSync(join(root, part), join(clone, part), { recursive: true })
      symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'))
      mkdirSync(join(clone, 'dist'))
      writeFileSync(join(clone, 'dist', 'kubectl-bootc'), 'the program')
    })

    const runThere = (...args: ReadonlyArray<string>): Promise<Ended> => runIn(clone, args)

    it('plan refuses a version without notes, then says where the image goes', async () => {
      const changelog = join(clone, 'CHANGELOG.md')
      writeFileSync(changelog, '# Changelog\n\n## Unreleased\n\nSoon.\n')
      const early = await runThere('plan')
      assert.equal(early.code, 1)
      assert.equal(early.stderr, `CHANGELOG.md: expected a section "## ${version}", it has Unreleased\n`)
      writeFileSync(changelog, `# Changelog\n\n## ${version}\n\nAll of it.\n`)
      const { code, stdout, stderr } = await runThere('plan')
      assert.equal(code, 0, stderr)
      assert.equal(stdout, `image=registry.example/team/operator\nversion=${version}\n`)
    })

    it('cli packs the program of this machine with its licence', async () => {
      const { code, stdout, stderr } = await runThere('cli')
      assert.equal(code, 0, stderr)
      const { stdout: listed } = await runProgram('tar', ['-tzf', join(release, stdout.trim())])
      assert.deepEqual(listed.trim().split('\n'), ['LICENSE', 'kubectl-bootc'])
    })

    it('finish is refused while a system is missing, then writes checksums and the manifest of krew', async () => {
      const early = await runThere('finish')
      assert.equal(early.code, 1)
      assert.match(early.stderr, /^the release has no kubectl-bootc_v/)
      for (const platform of PLATFORMS) writeFileSync(join(release, archiveName(platform, version)), platform.os)
      const { code, stderr } = await runThere('finish')
      assert.equal(code, 0, stderr)
      const checked = await runProgram('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], { cwd: release })
      assert.equal(checked.code, 0, checked.stderr)
      assert.match(readFileSync(join(release, 'SHA256SUMS'), 'utf8'), / {2}bootc\.yaml$/m)
    })

    it('publish makes the release of the tag, with its notes and every file', async () => {
      const { code, stderr } = await runThere('publish')
      assert.equal(code, 0, stderr)
      const called = readFileSync(join(folder, 'gh'), 'utf8').trim().split(' ')
      assert.deepEqual(called.slice(0, 6), [
        'release',
        'create',
        `v${version}`,
        '--verify-tag',
        '--title',
        `v${version}`,
      ])
      assert.deepEqual(
        called.slice(8).sort(),
        readdirSync(release)
          .map(name => join(release, name))
          .sort(),
      )
      assert.equal(readFileSync(join(folder, 'notes'), 'utf8'), 'All of it.\n')
    })
  })
})
