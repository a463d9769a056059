import assert from 'node:assert/strict'
import type { Secret } from '../../../hooks/api/secret'
import { readState } from '../../../testbed/hosts/host-state'
import { imageDigestOf } from '../../../testbed/hosts/registry'
import { kubectl } from '../install/acts'
import { joinNodes, machineOf, stagedOn } from '../support/acts'
import type { Story } from '../support/concurrent-stories'
import { poolPath, readUpdate, until } from '../support/views'
import type { World } from '../support/world'
import {
  accountOf,
  allThatIsTold,
  poke,
  putPool,
  putSecret,
  secretPath,
  serveImages,
  untilAccount,
  untilReason,
  writesTo,
} from './acts'

const untilStaged = (world: World, node: string, host: string, version: string): Promise<true> =>
  until(`${node} to stage ${version} of ${host}`, async () => {
    const wanted = imageDigestOf(`${host}/os`, version)
    return stagedOn(world, node) === wanted || undefined
  })

const untilDegraded = (world: World, node: string, reason: string): Promise<true> =>
  until(`${node} to be degraded for ${reason}`, async () => {
    const update = await readUpdate(world, node)
    const condition = update?.status?.conditions?.find(({ type }) => type === 'Degraded')
    return condition?.reason === reason || undefined
  })

interface DaemonSet {
  readonly spec: { readonly template: { readonly spec: { readonly volumes?: ReadonlyArray<Volume> } } }
}
interface Volume {
  readonly secret?: { readonly secretName: string }
}

/**
 * Waits until the pod template of a pool's agents mounts this Secret; undefined: none. The pool may say so before: a
 * write that met one of the DaemonSet's controller is made again in the next sync.
 */
const untilMounted = ({ api }: World, pool: string, secret: string | undefined): Promise<true> =>
  until(`the agents of ${pool} to mount ${secret ?? 'no Secret'}`, async () => {
    const agents = await api.get<DaemonSet>(`/apis/apps/v1/namespaces/bootc-operator/daemonsets/bootc-agent-${pool}`)
    if (agents === undefined) return undefined
    return agents.spec.template.spec.volumes?.[0]?.secret?.secretName === secret || undefined
  })

const untilCopy = ({ api }: World, name: string, isThere: boolean): Promise<true> =>
  until(`Secret ${name} to ${isThere ? 'be there' : 'be gone'}`, async () => {
    const copy = await api.get<Secret>(secretPath(name))
    return (copy !== undefined) === isThere || undefined
  })

const asSecret = (verb: string): string => `${verb} secrets/bootc-pull-secret-other`

const ownNamespace: Story = {
  title: 'a pull secret of the operator’s namespace: missing, of a wrong type, right, rotated, taken away',
  tell: async world => {
    const [pool, node, host] = ['own', 'own-1', 'own.example']
    await joinNodes(world, pool, [node])
    serveImages(world, node, host, { password: 'first' })
    const asked = { name: pool, host, version: 'v2', pullSecretRef: { name: 'own-pull' } }
    await putPool(world, asked)
    assert.match(await untilReason(world, pool, 'SecretNotFound'), /^Secret bootc-operator\/own-pull does not exist/)
    await untilDegraded(world, node, 'Unauthorized')
    await putSecret(world, 'own-pull', { host, password: 'first', type: 'Opaque' })
    await poke(world, pool)
    await untilReason(world, pool, 'WrongSecretType')
    // What is no pull secret is not given to nodes.
    await untilMounted(world, pool, undefined)
    await world.api.remove(secretPath('own-pull'))
    await putSecret(world, 'own-pull', { host, password: 'first' })
    await poke(world, pool)
    await untilReason(world, pool, 'Mounted')
    await untilStaged(world, node, host, 'v2')
    serveImages(world, node, host, { password: 'second' })
    await putSecret(world, 'own-pull', { host, password: 'second' })
    await untilAccount(world, node, 'second')
    await putPool(world, { ...asked, version: 'v3' })
    await untilStaged(world, node, host, 'v3')
    await putPool(world, { name: pool, host, version: 'v3' })
    await untilReason(world, pool, undefined)
    await untilAccount(world, node, undefined)
  },
}

const otherNamespace: Story = {
  title: 'a pull secret of another namespace: refused until it is granted as told, copied, rotated, and gone with it',
  tell: async world => {
    const { api, lab } = world
    const [pool, node, host] = ['other', 'other-1', 'other.example']
    await api.create('/api/v1/namespaces', { metadata: { name: 'team' } })
    await joinNodes(world, pool, [node])
    serveImages(world, node, host, { password: 'first' })
    await putSecret(world, 'os-pull', { host, password: 'first', namespace: 'team' })
    await putPool(world, { name: pool, host, version: 'v2', pullSecretRef: { name: 'os-pull', namespace: 'team' } })
    const message = await untilReason(world, pool, 'SecretForbidden')
    const commands = message.slice(message.indexOf('kubectl')).split(' && ')
    assert.equal(commands.length, 2)
    for (const command of commands) {
      const { code, stderr } = await lab.controlPlane.kubectl(...command.split(' ').slice(1))
      assert.equal(code, 0, stderr)
    }
    await poke(world, pool)
    await untilReason(world, pool, 'Copied')
    await untilStaged(world, node, host, 'v2')
    await putSecret(world, 'os-pull', { host, password: 'second', namespace: 'team' })
    await untilAccount(world, node, 'second')
    await api.remove(secretPath('os-pull', 'team'))
    await poke(world, pool)
    await untilReason(world, pool, 'SecretNotFound')
    await untilCopy(world, 'bootc-pull-secret-other', false)
    await untilAccount(world, node, undefined)
    assert.deepEqual(await writesTo(world, 'bootc-pull-secret-other'), ['create', 'update', 'delete'].map(asSecret))
    // Only what is there and ours is mounted.
    await untilMounted(world, pool, undefined)
    const told = await allThatIsTold(world, pool)
    assert.ok(
      told.includes('SecretForbidden') && told.includes('"msg":"listening"'),
      'it was looked for in the right places',
    )
    for (const password of ['first', 'second']) assert.ok(!told.includes(accountOf(password)))
  },
}

const deletedPool: Story = {
  title: 'the copy of a pull secret goes with its pool, and when the pool names another Secret',
  tell: async world => {
    const { api, lab } = world
    const host = 'gone.example'
    const subject = '--serviceaccount=bootc-operator:bootc-operator'
    await api.create('/api/v1/namespaces', { metadata: { name: 'guild' } })
    await kubectl(lab, 'create', 'role', 'reader', '-n', 'guild', '--verb=get', '--resource=secrets')
    await kubectl(lab, 'create', 'rolebinding', 'reader', '-n', 'guild', '--role=reader', subject)
    await putSecret(world, 'os-pull', { host, password: 'x', namespace: 'guild' })
    const pullSecretRef = { name: 'os-pull', namespace: 'guild' }
    for (const name of ['moved', 'deleted']) await putPool(world, { name, host, version: 'v2', pullSecretRef })
    for (const name of ['moved', 'deleted']) await untilReason(world, name, 'Copied')
    await untilMounted(world, 'moved', 'bootc-pull-secret-moved')
    await putPool(world, { name: 'moved', host, version: 'v2', pullSecretRef: { name: 'elsewhere' } })
    await api.remove(poolPath('deleted'))
    for (const name of ['moved', 'deleted']) await untilCopy(world, `bootc-pull-secret-${name}`, false)
    await untilReason(world, 'moved', 'SecretNotFound')
    // Not before it exists and is a pull secret: anything could take a name that is free.
    await untilMounted(world, 'moved', undefined)
    await putSecret(world, 'elsewhere', { host, password: 'x' })
    await poke(world, 'moved')
    await untilMounted(world, 'moved', 'elsewhere')
  },
}

const signatures: Story = {
  title: 'a required signature: what has one is staged by bootc’s word, what has none waits until it is pushed',
  tell: async world => {
    const [pool, node, host] = ['signed', 'signed-1', 'signed.example']
    await joinNodes(world, pool, [node], { host: { signaturePolicy: 'signed' } })
    serveImages(world, node, host, { signed: ['v2'] })
    await putPool(world, { name: pool, host, version: 'v2', requireSignature: true })
    await untilStaged(world, node, host, 'v2')
    const { staged } = readState(machineOf(world, node).layout).run
    assert.equal(staged?.deployment.image.signature, 'containerPolicy')
    await putPool(world, { name: pool, host, version: 'v3', requireSignature: true })
    await untilDegraded(world, node, 'SignatureMissing')
    assert.equal(stagedOn(world, node), imageDigestOf(`${host}/os`, 'v2'))
    serveImages(world, node, host, { signed: ['v2', 'v3'] })
    await untilStaged(world, node, host, 'v3')
  },
}

export const signatureStories: ReadonlyArray<Story> = [signatures]
export const secretStories: ReadonlyArray<Story> = [otherNamespace, ownNamespace, deletedPool]
