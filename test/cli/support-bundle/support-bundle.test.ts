import assert from 'node:assert/strict'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Api } from '../../../cli/cluster/api'
import { PATHS } from '../../../cli/cluster/fleet'
import type { BundlePorts } from '../../../cli/support-bundle/bundle-ports'
import { supportBundle } from '../../../cli/support-bundle/support-bundle'
import { styleFor } from '../../../cli/text/style'
import { POOL_LABEL } from '../../../hooks/api/names'
import type { ApiRefusal } from '../../../hooks/ports/api/api-request'
import { installedBy } from '../../../install/installed'
import { apiWith, type Objects } from '../support/fake-api'
import { rolloutInFlight } from '../support/rollout-in-flight'
import { NOW, objectsOf } from '../support/scene'
import { TEXTS, TRACES } from './planted'

const installed = installedBy(join(__dirname, '../../../manifests'))
const NAMESPACE = '/api/v1/namespaces/bootc-operator'

interface Held {
  readonly metadata: { readonly name: string; readonly labels?: object }
  readonly [field: string]: unknown
}
const pod = (name: string, containers: ReadonlyArray<string>, more: object = {}): Held => ({
  metadata: { name },
  spec: { containers: containers.map(container => ({ name: container })) },
  ...more,
})
const agent = (node: string, pool = 'workers'): Held => ({
  metadata: { name: `bootc-agent-${pool}-${node}`, labels: { [POOL_LABEL]: pool } },
  spec: { nodeName: node, containers: [{ name: 'agent' }] },
})

/** A cluster in the middle of a rollout, with the pods of the operator. */
const scene = (agents: ReadonlyArray<Held> = [agent('web-03'), agent('web-04')]): Objects => ({
  ...objectsOf(rolloutInFlight()),
  '/version': { gitVersion: 'v1.36.0' },
  [`${NAMESPACE}/pods`]: [
    pod('bootc-operator-1', ['hooks', 'metacontroller'], {
      status: { containerStatuses: [{ name: 'hooks', restartCount: 1 }] },
    }),
    ...agents,
  ],
})

const updates = (): ReadonlyArray<object> => rolloutInFlight().nodes.flatMap(([, update]) => update ?? [])

/** Another node's update, in the form of those of the scene. */
const anUpdate = (name: string, spec: object, phase?: string): object => {
  const [first] = updates() as ReadonlyArray<{ metadata: object; spec: object; status?: object }>
  const status = phase === undefined ? first?.status : { ...first?.status, phase }
  return { metadata: { ...first?.metadata, name }, spec: { ...first?.spec, ...spec }, status }
}

interface Made {
  readonly files: Readonly<Record<string, string>>
  readonly asked: ReadonlyArray<string>
  readonly lines: ReadonlyArray<string>
  readonly exit: number | undefined
  readonly bytes: number
}

const refused = (path: string): ApiRefusal => ({
  kind: 'api-refused',
  call: `GET ${path}`,
  status: 403,
  reason: 'Forbidden',
  message: `User "viewer" cannot get ${path}`,
})

/** The files of a tar archive by their names within its folder (POSIX ustar). */
const untar = (archive: Buffer): Readonly<Record<string, string>> => {
  const tar = gunzipSync(archive)
  const files: Record<string, string> = {}
  for (let at = 0; tar[at] !== 0; ) {
    const name = tar.toString('utf8', at, tar.indexOf(0, at))
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 135), 8)
    files[name.slice(name.indexOf('/') + 1)] = tar.toString('utf8', at + 512, at + 512 + size)
    at += 512 + Math.ceil(size / 512) * 512
  }
  return files
}

interface Wish {
  readonly pools?: ReadonlyArray<string>
  readonly text?: string
  readonly forbidden?: RegExp
  readonly mostBytes?: number
}

const made = async (
  objects: Objects,
  { pools = [], text = '# a log\n', forbidden = /^$/, mostBytes = 1e7 }: Wish = {},
): Promise<Made> => {
  const held = apiWith(objects)
  const asked: string[] = []
  const allowed = (path: string): void => {
    asked.push(path)
    if (forbidden.test(path)) throw refused(path)
  }
  const api: Api = {
    ...held,
    get: async (codec, path) => {
      allowed(path)
      return held.get(codec, path)
    },
    list: async (codec, path) => {
      allowed(path)
      return held.list(codec, path)
    },
  }
  let written = Buffer.alloc(0)
  const ports: BundlePorts = {
    api,
    mostBytes,
    readEnd: async (path, query) => {
      allowed(`${path}?${new URLSearchParams(query)}`)
      return text
    },
    write: async (_, content) => {
      written = Buffer.from(content)
    },
  }
  const { lines, exit } = await supportBundle(ports, { pools, file: undefined, now: NOW, installed })
  const style = styleFor({ columns: undefined, environment: { COLUMNS: '200' } })
  return { files: untar(written), asked, lines: lines(style), exit, bytes: gunzipSync(written).length }
}

describe('kubectl bootc bundle', () => {
  it('has objects, events, logs, metrics, versions and what the other commands say', async () => {
    const { files, lines } = await made(scene())
    const names = Object.keys(files)
    for (const name of ['index.json', 'versions.json', 'doctor.txt', 'status.txt', 'objects/bootcnodepools.jsonl'])
      assert.ok(names.includes(name), name)
    for (const name of ['events/default.jsonl', 'objects/nodes.jsonl', 'objects/customresourcedefinitions.jsonl'])
      assert.ok(names.includes(name), name)
    assert.deepEqual(
      names.filter(name => /^(?:logs|metrics)/.test(name)),
      [
        'logs/bootc-operator-1/hooks.log',
        'logs/bootc-operator-1/hooks.previous.log',
        'logs/bootc-operator-1/metacontroller.log',
        'metrics/bootc-operator-1/hooks.txt',
        'metrics/bootc-operator-1/metacontroller.txt',
        // web-04 reboots.
        'logs/bootc-agent-workers-web-04/agent.log',
        'logs/bootc-agent-workers-web-03/agent.log',
      ],
    )
    const index = JSON.parse(files['index.json'] ?? '') as {
      files: ReadonlyArray<{ name: string }>
      missing: unknown[]
    }
    assert.deepEqual(
      index.files.map(({ name }) => name),
      names.slice(1),
    )
    assert.deepEqual(index.missing, [])
    assert.match(lines.join('\n'), /^wrote {2}bootc-bundle-20260102T001500Z\.tar\.gz, \d+ files, \d+ kB$/m)
  })

  it('has no credential, wherever one stands, and asks for no Secret', async () => {
    const plain = scene()
    const texts = Object.values(TEXTS)
    const annotations = Object.fromEntries(texts.map((text, at) => [`example.com/${at}`, text]))
    const plant = (object: object): object => {
      const { metadata, spec, status } = object as Record<'metadata' | 'spec' | 'status', object | undefined>
      return {
        ...object,
        metadata: {
          ...metadata,
          annotations: { ...annotations, 'kubectl.kubernetes.io/last-applied-configuration': texts.join(' ') },
        },
        spec: { ...spec, planted: { env: texts.map(value => ({ name: 'X', value })), args: texts } },
        status: { ...status, planted: texts },
      }
    }
    const planted = Object.fromEntries(
      Object.entries(plain).map(([path, held]) => [path, Array.isArray(held) ? held.map(plant) : held]),
    )
    const event = {
      metadata: { name: 'e' },
      reportingComponent: 'bootc-operator',
      involvedObject: { kind: 'BootcNodePool', name: 'workers' },
      message: texts.join('\n'),
    }
    const { files, asked } = await made(
      { ...planted, '/api/v1/namespaces/default/events': [event] },
      { text: `${texts.join('\n')}\n` },
    )
    const all = JSON.stringify(files)
    assert.ok(all.length > 20_000 && all.includes('<removed>'))
    for (const [name, text] of Object.entries(files))
      assert.deepEqual(
        TRACES.filter(trace => text.includes(trace)),
        [],
        name,
      )
    assert.deepEqual(
      asked.filter(path => /secret|configmap/i.test(path)),
      [],
    )
  })

  it('names what the user may not read, and has the rest', async () => {
    const { files, lines, exit } = await made(scene(), { forbidden: /\/log\?|\/proxy\/|\/nodes$|deployments/ })
    assert.equal(exit, undefined)
    const { missing } = JSON.parse(files['index.json'] ?? '') as { missing: ReadonlyArray<Record<string, string>> }
    const whats = missing.map(({ what }) => what)
    for (const what of ['objects/nodes.jsonl', 'versions.json', 'objects/deployments.jsonl'])
      assert.ok(whats.includes(what), what)
    assert.ok(whats.includes('logs/bootc-operator-1/hooks.log'))
    assert.match(lines.join('\n'), /missing +.*\n? *.*User "viewer" cannot get/)
    assert.match(files['objects/bootcnodeupdates.jsonl'] ?? '', /"web-03"/)
  })

  it('has nothing but missing parts where the user may read nothing, and still says the version of the server', async () => {
    const { files } = await made(scene(), { forbidden: /^\/(?!version)/ })
    const { server, missing } = JSON.parse(files['index.json'] ?? '') as { server: string; missing: unknown[] }
    assert.match(server, /v1\.36\.0/)
    assert.ok(missing.length > 10)
  })

  it('is about the pools that are named', async () => {
    const plain = scene([agent('web-03'), agent('db-01', 'others')])
    const objects = { ...plain, [PATHS.updates]: [...updates(), anUpdate('db-01', { pool: 'others' })] }
    const { files } = await made(objects, { pools: ['workers'] })
    assert.doesNotMatch(JSON.stringify(Object.entries(files).filter(([name]) => name.startsWith('objects'))), /db-01/)
    assert.ok(!Object.keys(files).some(name => name.includes('db-01')))
    await assert.rejects(made(plain, { pools: ['nowhere'] }), { message: 'there is no BootcNodePool "nowhere"' })
  })

  it('takes the logs of twenty agents, those of nodes in trouble first, and names the rest', async () => {
    const names = Array.from({ length: 30 }, (_, at) => `idle-${at}`)
    const objects = {
      ...scene([...names, 'zz-failed'].map(name => agent(name))),
      [PATHS.updates]: [...names.map(name => anUpdate(name, {}, 'Idle')), anUpdate('zz-failed', {}, 'Failed')],
    }
    const { files } = await made(objects)
    const logs = Object.keys(files).filter(name => name.startsWith('logs/bootc-agent'))
    assert.equal(logs.length, 20)
    assert.equal(logs[0], 'logs/bootc-agent-workers-zz-failed/agent.log')
    assert.match(files['index.json'] ?? '', /logs of 11 more agents/)
  })

  it('is bounded: of logs beyond that the ends are kept, at whole lines, and what is cut is named', async () => {
    const text = `${`${'x'.repeat(99)}\n`.repeat(3000)}the last line\n`
    const { files, bytes } = await made(scene(), { text, mostBytes: 1_000_000 })
    assert.ok(bytes < 1_100_000, String(bytes))
    const { cut } = JSON.parse(files['index.json'] ?? '') as { cut: ReadonlyArray<Record<string, unknown>> }
    const log = cut.find(({ part }) => part === 'end')
    assert.ok(cut.length > 1)
    assert.match(files[String(log?.['file'])] ?? '', /^(?:x{99}\n)*the last line\n$/)
  })
})
