import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runProgram } from '../../../testbed/tools/run-program'
import { PASSWORD, PULL_SECRET, TEXTS, TRACES } from '../../cli/support-bundle/planted'
import { joinNodes, put, untilUpdated } from '../support/acts'
import type { Story } from '../support/concurrent-stories'
import { bootc } from '../support/kubectl-bootc'
import { poolPath } from '../support/views'

const NAMESPACE = 'bootc-operator'
const texts = Object.values(TEXTS)

/** A workload of the operator's namespace that somebody gave credentials in every place that takes a text. */
const careless = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'careless',
    annotations: {
      'kubectl.kubernetes.io/last-applied-configuration': texts.join('\n'),
      'example.com/note': texts.join('\n'),
    },
  },
  spec: {
    replicas: 0,
    selector: { matchLabels: { app: 'careless' } },
    template: {
      metadata: { labels: { app: 'careless' } },
      spec: {
        containers: [
          {
            name: 'c',
            image: 'registry.example/c:1',
            args: ['--token', PASSWORD, ...texts],
            env: texts.map((value, at) => ({ name: `V${at}`, value })),
          },
        ],
      },
    },
  },
}

const tarOf = async (file: string, ...args: ReadonlyArray<string>): Promise<string> => {
  const { code, stdout, stderr } = await runProgram('tar', [...args, '-f', file])
  assert.equal(code, 0, stderr)
  return stdout
}

const bundled: Story = {
  title:
    'bundle has what a bug report needs, names what may not be read, and has none of the credentials of the cluster',
  tell: async world => {
    const { lab, api } = world
    const folder = mkdtempSync(join(tmpdir(), 'bootc-bundles-'))
    world.atEnd(() => rmSync(folder, { recursive: true, force: true }))
    await joinNodes(world, 'pack', ['pack-1'])
    await put(world, { name: 'pack', version: 'v1' })
    await api.create(`/api/v1/namespaces/${NAMESPACE}/secrets`, {
      metadata: { name: 'pack-login' },
      type: 'kubernetes.io/dockerconfigjson',
      data: { '.dockerconfigjson': PULL_SECRET },
    })
    await api.create(`/apis/apps/v1/namespaces/${NAMESPACE}/deployments`, careless)
    await api.create('/api/v1/namespaces/default/events', {
      metadata: { name: 'pack.careless', namespace: 'default' },
      involvedObject: {
        apiVersion: 'node.bootc.dev/v1alpha1',
        kind: 'BootcNodePool',
        name: 'pack',
        namespace: 'default',
      },
      reason: 'Careless',
      type: 'Warning',
      message: `GET https://bot:${PASSWORD}@registry.example/v2/: 401`,
      source: { component: 'test' },
    })
    await api.patch(poolPath('pack'), { metadata: { annotations: { 'example.com/note': texts.join('\n') } } })
    await untilUpdated(world, 'pack')

    const all = join(folder, 'all.tar.gz')
    const made = await bootc(lab, 'bundle', '--file', all)
    assert.equal(made.code, 0, made.stderr)
    assert.match(made.stdout, /^wrote +.*all\.tar\.gz, \d+ files/)
    const names = await tarOf(all, '-t')
    for (const name of ['versions.json', 'doctor.txt', 'status.txt', 'objects/nodes.jsonl', 'events/default.jsonl'])
      assert.match(names, new RegExp(`^bootc-bundle-\\w+/${name}$`, 'm'))
    const text = await tarOf(all, '-xO')
    for (const there of [/"name":"pack-1"/, /"reason":"Careless"/, /"name":"careless"/, /"name":"pack"/, /<removed>/])
      assert.match(text, there)
    assert.deepEqual(
      TRACES.filter(trace => text.includes(trace) || readFileSync(all).includes(trace)),
      [],
    )

    const again = await bootc(lab, 'bundle', '--file', all)
    assert.equal(again.code, 1)
    assert.match(again.stderr, /all\.tar\.gz is there already: name another file with --file/)

    const viewer = 'pack-viewer'
    await api.create('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
      metadata: { name: viewer },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'bootc-pool-viewer' },
      subjects: [{ kind: 'User', name: viewer, apiGroup: 'rbac.authorization.k8s.io' }],
    })
    const few = join(folder, 'few.tar.gz')
    const less = await bootc(lab, 'bundle', 'pack', '--file', few, '--as', viewer)
    assert.equal(less.code, 0, less.stderr)
    assert.match(less.stdout, /missing +/)
    const index = await tarOf(few, '-xO', '--wildcards', '*/index.json')
    const { missing } = JSON.parse(index) as { missing: ReadonlyArray<{ what: string; why: string }> }
    const pods = missing.find(({ what }) => what === 'objects/pods.jsonl')
    assert.match(pods?.why ?? '', /User "pack-viewer" cannot list resource "pods"/)
    assert.match(await tarOf(few, '-xO', '--wildcards', '*/objects/bootcnodeupdates.jsonl'), /"name":"pack-1"/)
    assert.equal((await bootc(lab, 'bundle', 'nowhere')).code, 3)
  },
}

export const bundles: ReadonlyArray<Story> = [bundled]
