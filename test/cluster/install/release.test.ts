import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { metacontrollerBinary } from '../../../install/release/metacontroller-binary'
import { version } from '../../../package.json'
import { helmProgram } from '../../../testbed/helm/helm'
import { startRegistry, type TestRegistry } from '../../../testbed/registry/start-registry'
import { kubernetesBinaries } from '../../../testbed/tools/binaries'
import { type Ended, runProgram } from '../../../testbed/tools/run-program'

const ROOT = join(__dirname, '../../..')
const DIGEST = `sha256:${'a'.repeat(64)}`
const OTHER_DIGEST = `sha256:${'b'.repeat(64)}`
const IMAGE = `registry.example/team/operator@${DIGEST}`

describe('the manifests of a release', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bootc-release-'))
  after(() => rmSync(folder, { recursive: true, force: true }))

  const run = (args: ReadonlyArray<string>, more: NodeJS.ProcessEnv = {}): Promise<Ended> =>
    runProgram(process.execPath, ['--import=tsx', 'install/release/main.ts', ...args], {
      cwd: ROOT,
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        TMPDIR: folder,
        RELEASE_DIR: join(folder, 'release'),
        METACONTROLLER_DIGEST: OTHER_DIGEST,
        ...more,
      },
    })

  const imagesIn = (text: string): ReadonlyArray<string> =>
    [...text.matchAll(/^ +image: "?(\S+?)"?$/gm)].map(([, image = '']) => image)

  it('name both images by digest, in install.yaml and in what Helm makes of the packed chart', async function () {
    this.timeout(900_000) // The first run builds Helm.
    const { code, stderr } = await run(['manifests', IMAGE])
    assert.equal(code, 0, stderr)
    const installed = imagesIn(readFileSync(join(folder, 'release', 'install.yaml'), 'utf8'))
    assert.equal(installed[0], IMAGE)
    assert.match(installed[1] ?? '', new RegExp(`/metacontroller@${OTHER_DIGEST}$`))
    const chart = join(folder, 'release', `bootc-operator-${version}.tgz`)
    const args = ['template', 'bootc-operator', chart, '--namespace=bootc-operator']
    const { code: rendered, stdout, stderr: why } = await runProgram(await helmProgram(), args)
    assert.equal(rendered, 0, why)
    assert.ok(parseAllDocuments(stdout).length > 20)
    assert.deepEqual(imagesIn(stdout), installed)
  })

  it('are refused for an image that is named by a tag, and without a digest of Metacontroller', async () => {
    const tagged = await run(['manifests', 'registry.example/team/operator:v1'])
    assert.equal(tagged.code, 1)
    assert.match(tagged.stderr, /^expected the operator's image by digest/)
    const unknown = await run(['manifests', IMAGE], { METACONTROLLER_DIGEST: '' })
    assert.equal(unknown.code, 1)
    assert.match(unknown.stderr, /^METACONTROLLER_DIGEST: expected sha256/)
  })
})

describe('the program in an image of Metacontroller', function () {
  this.timeout(900_000)
  const folder = mkdtempSync(join(tmpdir(), 'bootc-release-'))
  const output = join(folder, 'metacontroller')
  let registry: TestRegistry
  let program: string
  let repository: string
  let digest: string

  before(async () => {
    // Any program of some megabytes stands for it: what is in the image comes out of it.
    program = (await kubernetesBinaries(() => undefined)).kubectl
    registry = await startRegistry({ dir: join(folder, 'registry') })
    repository = `docker://${registry.host}/metacontroller`
    const args = ['metacontroller', `--output=${join(folder, 'layout')}`, `--push=${repository}:v1`]
    const { code, stdout, stderr } = await runProgram(
      process.execPath,
      ['--import=tsx', 'testbed/image-builder/build.ts', ...args],
      { cwd: ROOT, env: { ...process.env, METACONTROLLER: program } },
    )
    assert.equal(code, 0, stderr)
    digest = /sha256:[0-9a-f]{64}/.exec(stdout + stderr)?.[0] ?? ''
  })
  after(async () => {
    await registry?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('is taken out of the image of a digest', async () => {
    await metacontrollerBinary(`${repository}@${digest}`, output, ['--src-tls-verify=false'])
    assert.ok(readFileSync(output).equals(readFileSync(program)))
    rmSync(output)
  })

  it('is not taken out of an image of another digest', async () => {
    await assert.rejects(metacontrollerBinary(`${repository}@${OTHER_DIGEST}`, output, ['--src-tls-verify=false']))
    assert.equal(existsSync(output), false)
  })
})
