import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { BootcNodeUpdateStatus } from '../../hooks/api/bootc-node-update'
import { waitFor } from '../../testbed/control-plane/wait-for'
import { type Faults, writeFaults } from '../../testbed/hosts/faults'
import { readState } from '../../testbed/hosts/host-state'
import { hostPath } from '../../testbed/hosts/layout'
import { imageDigestOf, readRegistry, writeRegistry } from '../../testbed/hosts/registry'
import { LAB_REPOSITORY, type Lab, startLab } from '../../testbed/lab/lab'
import type { NodeWish } from '../../testbed/lab/simulated-nodes'
import { type Api, apiOf } from './support/api'
import { endLab } from './support/end-lab'
import { applied, kubectl } from './support/kubectl'
import { PATIENCE_SECONDS, updatePath } from './support/views'

interface Settings {
  readonly rollout?: object
  readonly disruption?: object
  readonly pullSecretRef?: object
}

type Status = Partial<BootcNodeUpdateStatus>

const run = promisify(execFile)
const digestOf = (version: string): string => imageDigestOf(LAB_REPOSITORY, version)
const imageOf = (version: string): string => `${LAB_REPOSITORY}@${digestOf(version)}`
const LABEL = 'example.com/agent-story'
/** Opens on one day of the year: nodes stage, and do not reboot. */
const NEVER = { maintenanceWindows: [{ start: '0 0 29 2 *', duration: '1m', timeZone: 'UTC' }] }
const ACCOUNT = Buffer.from('node:password-1').toString('base64')

const conditionOf = ({ conditions }: Status, type: string) => conditions?.find(known => known.type === type)
const isDegraded =
  (reason: string) =>
  (status: Status): boolean => {
    const condition = conditionOf(status, 'Degraded')
    return condition?.status === 'True' && condition.reason === reason
  }
const runs =
  (version: string) =>
  (status: Status): boolean =>
    status.booted?.digest === digestOf(version) && status.phase === 'Idle'
const isStaged = (status: Status): boolean => status.phase === 'Staged'

describe('an agent on a simulated host, under a pool', () => {
  const dir = mkdtempSync(join(tmpdir(), 'bootc-agents-'))
  let lab: Lab
  let api: Api

  before(async function () {
    this.timeout(900_000) // The first run builds the Kubernetes programs.
    lab = await startLab({ dir, log: line => console.log(`      ${line}`) })
    api = apiOf(lab)
  })
  after(async function () {
    this.timeout(300_000)
    await endLab(this.test, { lab, dir })
  })

  const apply = async (name: string, version: string, settings: Settings = {}) => {
    const { rollout = {}, ...rest } = settings
    const spec = {
      nodeSelector: { matchLabels: { [LABEL]: name } },
      image: { ref: imageOf(version) },
      rollout: { minReadySeconds: 1, ...rollout },
      ...rest,
    }
    const pool = { apiVersion: 'node.bootc.dev/v1alpha1', kind: 'BootcNodePool', metadata: { name }, spec }
    await applied(lab, pool)
  }
  /** One node, named like its pool. */
  const add = async (name: string, wish: Partial<NodeWish> = {}, faults: Faults = {}) => {
    const labels = { [LABEL]: name }
    const { machine } = await lab.nodes.add({ name, image: imageOf('v1'), labels, reboot: 'fast', faults, ...wish })
    return machine
  }
  const statusOf = async (name: string): Promise<Status> =>
    (await api.get<{ status?: Status }>(updatePath(name)))?.status ?? {}
  const reaches = async (name: string, what: string, check: (status: Status) => boolean): Promise<Status> => {
    let last: Status = {}
    return waitFor({
      what: `${name}: ${what}`,
      seconds: PATIENCE_SECONDS,
      look: async () => {
        last = await statusOf(name)
        return check(last) ? last : undefined
      },
    }).catch((error: Error) => Promise.reject(new Error(`${error.message}: ${JSON.stringify(last)}`)))
  }
  const logOf = (name: string): string => readFileSync(join(dir, 'hosts', name, 'agent.log'), 'utf8')
  const stateOf = (name: string) => readState(lab.nodes.get(name).machine.layout)

  it('stages locked by either verb of bootc', async () => {
    await add('by-upgrade', { host: { bootcVersion: '1.16.9' } })
    await add('by-switch', { host: { bootcVersion: '1.17.0' } })
    for (const name of ['by-upgrade', 'by-switch']) await apply(name, 'v2', { rollout: NEVER })
    for (const name of ['by-upgrade', 'by-switch']) {
      const { staged } = await reaches(name, 'staged', isStaged)
      assert.equal(staged?.locked, true)
    }
    assert.match(logOf('by-upgrade'), /"event":"lock"/)
    assert.doesNotMatch(logOf('by-switch'), /"event":"lock"/)
  })

  it('boots the old image after a power cut, and stages again', async () => {
    const machine = await add('power')
    await apply('power', 'v2', { rollout: NEVER })
    const before = await reaches('power', 'staged', isStaged)
    await machine.powerCut()
    const after = await reaches('power', 'staged again', now => isStaged(now) && now.boot?.id !== before.boot?.id)
    assert.equal(after.booted?.digest, digestOf('v1'))
    assert.equal(after.staged?.locked, true)
    await apply('power', 'v2')
    await reaches('power', 'updated', runs('v2'))
  })

  it('soft reboots where the pool lets it: same kernel, counted', async () => {
    const machine = await add('soft')
    await apply('soft', 'v2', { disruption: { rebootPolicy: 'AllowSoftReboot' } })
    await reaches('soft', 'updated', runs('v2'))
    const [kernel, count] = (await statusOf('soft')).boot?.id.split('/') ?? []
    assert.deepEqual([kernel, count], [stateOf('soft').run.bootId, '1'])
    await apply('soft', 'v3', { disruption: { rebootPolicy: 'AllowSoftReboot' } })
    const { boot } = await reaches('soft', 'updated again', runs('v3'))
    assert.equal(boot?.id, `${kernel}/2`)
    assert.equal(machine.reboots(), 2)
    assert.doesNotMatch(logOf('soft'), /rollback|FellBack/)
  })

  it('reboots fully once when a soft reboot does not take', async () => {
    const machine = await add('not-taken', {}, { softReboot: 'not-taken' })
    await apply('not-taken', 'v2', { disruption: { rebootPolicy: 'AllowSoftReboot' } })
    const { boot } = await reaches('not-taken', 'updated', runs('v2'))
    assert.match(boot?.id ?? '', /\/0$/)
    assert.equal(machine.reboots(), 2)
  })

  it('tells that the boot loader fell back, and does not try again', async () => {
    const machine = await add('fallback', {}, { fallbackDigests: [digestOf('v2')] })
    await apply('fallback', 'v2')
    const { attempt, booted } = await reaches('fallback', 'failed', now => now.attempt?.outcome === 'Failed')
    assert.equal(attempt?.reason, 'FellBack')
    assert.equal(booted?.digest, digestOf('v1'))
    assert.equal(machine.reboots(), 1)
  })

  it('says that an image is not there, and asks for it again', async () => {
    await add('missing', {}, { switch: 'manifest-unknown' })
    await apply('missing', 'v2')
    const status = await reaches('missing', 'degraded', isDegraded('ImageNotFound'))
    assert.equal(status.attempt?.outcome, 'InProgress')
    assert.match(conditionOf(status, 'Degraded')?.message ?? '', /manifest unknown/)
  })

  it('goes on when a full disk has room again', async () => {
    const machine = await add('full', {}, { switch: 'disk-full' })
    await apply('full', 'v2')
    const { attempt } = await reaches('full', 'degraded', isDegraded('DiskFull'))
    assert.equal(attempt?.outcome, 'InProgress')
    writeFaults(machine.layout, {})
    await reaches('full', 'updated', runs('v2'))
  })

  it('takes away what somebody else stages', async () => {
    const { layout } = await add('foreign')
    await apply('foreign', 'v2')
    await reaches('foreign', 'updated', runs('v2'))
    const env = { ...process.env, SIMULATED_HOST_DIR: layout.dir }
    await run(join(layout.bin, 'bootc'), ['switch', imageOf('v3')], { env })
    const { staged } = await reaches('foreign', 'drifted, and right again', now => {
      const drifted = conditionOf(now, 'Drifted')
      return drifted?.status === 'False'
    })
    assert.equal(staged, undefined)
    assert.equal(stateOf('foreign').run.staged, undefined)
  })

  it('keeps the timer of bootc from updating the host, and gives it back with the node', async () => {
    const TIMER = 'bootc-fetch-apply-updates.timer'
    const { layout } = await add('timer')
    const mask = hostPath(layout, `/run/systemd/system/${TIMER}`)
    await apply('timer', 'v2')
    await reaches('timer', 'updated', runs('v2'))
    await waitFor({
      what: 'the timer to be masked in the new boot too',
      seconds: PATIENCE_SECONDS,
      look: async () => !stateOf('timer').run.activeUnits.includes(TIMER) || undefined,
    })
    await kubectl(lab, 'delete', 'bnp', 'timer', '--wait=false', '--ignore-not-found')
    await waitFor({
      what: 'the timer to be started again',
      seconds: PATIENCE_SECONDS,
      look: async () => (stateOf('timer').run.activeUnits.includes(TIMER) && !existsSync(mask)) || undefined,
    })
  })

  it('shows how far a download is', async () => {
    await add('progress', { host: { stageSeconds: 30 } })
    await apply('progress', 'v2', { rollout: NEVER })
    const { progress, phase } = await reaches('progress', 'in the middle', now => (now.progress?.percent ?? 0) > 0)
    assert.equal(phase, 'Staging')
    assert.ok((progress?.percent ?? 0) <= 100 && (progress?.bytesTotal ?? 0) > 0, JSON.stringify(progress))
    const after = await reaches('progress', 'staged', isStaged)
    assert.equal(after.progress, undefined)
  })

  // The last, since it locks the registry.
  it('waits without the right credentials, and goes on with them', async () => {
    const { layout } = await add('secret')
    const file = join(dir, 'hosts', 'registry.json')
    const registry = readRegistry(file)
    writeRegistry(file, { ...registry, hosts: { [LAB_REPOSITORY.split('/')[0] ?? '']: { auth: ACCOUNT } } })
    await apply('secret', 'v2', { pullSecretRef: { name: 'registry' } })
    const { attempt } = await reaches('secret', 'degraded', isDegraded('Unauthorized'))
    assert.equal(attempt?.outcome, 'InProgress')
    const stringData = { '.dockerconfigjson': JSON.stringify({ auths: { 'registry.example': { auth: ACCOUNT } } }) }
    const metadata = { name: 'registry', namespace: 'bootc-operator' }
    const secret = { apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/dockerconfigjson', metadata, stringData }
    await applied(lab, secret)
    await reaches('secret', 'updated', runs('v2'))
    for (const text of [logOf('secret'), JSON.stringify(await statusOf('secret'))]) {
      assert.doesNotMatch(text, /password-1/)
      assert.ok(!text.includes(ACCOUNT))
    }
    assert.ok(readFileSync(hostPath(layout, '/run/ostree/auth.json'), 'utf8').includes(ACCOUNT))
  })
})
