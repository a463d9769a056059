import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { version } from '../../package.json'
import { freePort } from '../../testbed/control-plane/free-port'
import { createProcessSet } from '../../testbed/control-plane/process-set'
import { waitFor } from '../../testbed/control-plane/wait-for'
import { type BuiltImage, buildImage } from '../../testbed/image-builder/build-image'
import { pushImage } from '../../testbed/image-builder/push-image'
import { startRegistry, type TestRegistry } from '../../testbed/registry/start-registry'
import { extractLayout } from '../testbed/image-builder/support/extract-layout'
import { PATIENCE_SECONDS } from './support/views'

const log = (): void => undefined

/** Where chroot itself is found. */
const PATH = '/usr/sbin:/usr/bin:/sbin:/bin'

/** The image's root as the file system, read-only as in the pod, in a mount namespace that ends with the process. */
const READ_ONLY =
  'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec chroot --userspec=65532:65532 "$0" "$@"'

/** The image's root with the processes of this machine, as with hostPID. */
const HOST_PROCESSES = 'mount --rbind /proc "$0/proc" && exec chroot "$0" "$@"'

describe('the image of the operator, pushed to a registry and pulled again', function () {
  this.timeout(600_000)
  let folder = ''
  let registry: TestRegistry
  let built: BuiltImage
  const pulled = (part: string): string => join(folder, 'pulled', part)
  const skopeo = (...args: ReadonlyArray<string>): string => {
    const { status, stdout, stderr } = spawnSync('skopeo', ['--insecure-policy', ...args], { encoding: 'utf8' })
    assert.equal(status, 0, stderr)
    return stdout
  }
  const place = (): string => `docker://${registry.host}/team/bootc-operator:v${version}`

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'image-'))
    registry = await startRegistry({ dir: join(folder, 'registry') })
    built = await buildImage('operator', join(folder, 'built'), { log })
    await pushImage(built.folder, place(), { log })
    skopeo('copy', '--quiet', '--src-tls-verify=false', '--preserve-digests', place(), `oci:${join(folder, 'layout')}`)
    extractLayout(join(folder, 'layout'), join(folder, 'pulled'))
  })
  after(async () => {
    await registry?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('has the digest and the labels it was built with', () => {
    const seen = JSON.parse(skopeo('inspect', '--tls-verify=false', place()))
    assert.equal(seen.Digest, built.digest)
    assert.equal(seen.Labels['org.opencontainers.image.version'], version)
  })

  it('is refused with a sentence when nobody serves the registry', async () => {
    const nowhere = `docker://127.0.0.1:${await freePort()}/x:y`
    await assert.rejects(
      pushImage(built.folder, nowhere, { log }),
      /copying .* to docker:.* failed: .*connection refused/s,
    )
  })

  it('serves the hooks from a read-only root, not as root, and ends on SIGTERM', async () => {
    const processes = createProcessSet()
    const probes = await freePort()
    const env = { HOOKS_PORT: String(await freePort()), PROBE_PORT: String(probes), PATH }
    const isAlive = (): Promise<boolean> =>
      fetch(`http://127.0.0.1:${probes}/healthz`).then(
        ({ ok }) => ok,
        () => false,
      )
    const args = ['--mount', 'sh', '-c', READ_ONLY, pulled('.'), '/usr/bin/node', '/app/hooks.js']
    const hooks = await processes.start({ file: 'unshare', args, env, logFile: join(folder, 'hooks.log') })
    try {
      const said = (): string => readFileSync(hooks.logFile, 'utf8')
      await waitFor({
        what: `the hooks in the image (their log: ${hooks.logFile})`,
        seconds: PATIENCE_SECONDS,
        look: async () => {
          assert.equal(hooks.ended(), undefined, said())
          return (await isAlive()) || undefined
        },
      })
      assert.match(readFileSync(`/proc/${hooks.pid}/status`, 'utf8'), /^Uid:\t65532\t65532\t65532\t65532$/m)
      assert.doesNotMatch(said(), /Warning/)
      process.kill(hooks.pid, 'SIGTERM')
      await waitFor({ what: 'the end of the hooks', seconds: PATIENCE_SECONDS, look: async () => hooks.ended() })
      assert.equal(hooks.ended(), 'code 0')
    } finally {
      await processes.killAll()
    }
  })

  const onHost = (...command: ReadonlyArray<string>): ReturnType<typeof spawnSync> =>
    spawnSync('unshare', ['--mount', 'sh', '-c', HOST_PROCESSES, pulled('.'), ...command], {
      encoding: 'utf8',
      env: { PATH },
    })

  it('lets the agent start without a word of warning', () => {
    const { stdout, stderr, status } = onHost('node', '--jitless', '--no-expose-wasm', '/app/agent.js')
    assert.match(String(stdout), /"problem":"NODE_NAME is not set: /)
    assert.equal(stderr, '')
    assert.equal(status, 1)
  })

  it('lets the agent enter its host', () => {
    const onlyThere = join(folder, 'only-on-the-host')
    writeFileSync(onlyThere, 'the host')
    const enter = [
      '--target',
      String(process.pid),
      '--mount',
      '--pid',
      '--cgroup',
      '--ipc',
      '--setuid',
      '0',
      '--setgid',
      '0',
    ]
    const clean = ['env', '-i', `PATH=${PATH}`, 'cat', onlyThere]
    const { stdout, stderr } = onHost('nsenter', ...enter, '--', ...clean)
    assert.equal(stdout, 'the host', String(stderr))
  })
})
