import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import Ajv from 'ajv/dist/2020'
import addFormats from 'ajv-formats'
import * as E from 'fp-ts/Either'
import type * as t from 'io-ts'
import {
  BootcComposefs,
  BootcDeployment,
  BootcHost,
  BootcHostSpec,
  BootcHostStatus,
  BootcImageReference,
  BootcImageStatus,
  BootcOstree,
  BootcUsrOverlay,
} from '../../../packages/bootc-status/bootc-host'
import { composefs, recordings } from '../../agent/support/recordings'

interface Shape {
  readonly properties: Readonly<Record<string, unknown>>
  readonly required?: ReadonlyArray<string>
}

/** As bootc prints it: test/fixtures/bootc-recorded/README.md. */
const schema = JSON.parse(readFileSync('test/fixtures/bootc-recorded/host-v1.schema.json', 'utf8')) as Shape & {
  readonly $defs: Readonly<Record<string, Shape>>
}
const shape = (name: string): Shape => schema.$defs[name] ?? assert.fail(`the schema has no ${name}`)

interface Composed {
  readonly types?: ReadonlyArray<t.Mixed>
  readonly props?: Readonly<Record<string, t.Mixed>>
}
const fieldsOf = (codec: t.Mixed): ReadonlyArray<string> => {
  const { types, props } = codec as Composed
  return types === undefined ? Object.keys(props ?? {}) : types.flatMap(fieldsOf)
}

const PAIRS: ReadonlyArray<readonly [t.Mixed, Shape]> = [
  [BootcHost, schema],
  [BootcHostSpec, shape('HostSpec')],
  [BootcHostStatus, shape('HostStatus')],
  [BootcDeployment, shape('BootEntry')],
  [BootcImageStatus, shape('ImageStatus')],
  [BootcImageReference, shape('ImageReference')],
  [BootcOstree, shape('BootEntryOstree')],
  [BootcComposefs, shape('BootEntryComposefs')],
  [BootcUsrOverlay, shape('FilesystemOverlay')],
]

const decoded = (value: unknown): BootcHost => {
  const host = BootcHost.decode(value)
  return E.isRight(host) ? host.right : assert.fail('no status of bootc')
}

const texts = [...recordings, ...composefs].flatMap(({ status }) => status || [])

describe('the codec of bootc status', () => {
  for (const [codec, { properties }] of PAIRS) {
    it(`${codec.name} has the fields of the schema`, () =>
      assert.deepEqual(fieldsOf(codec).toSorted(), Object.keys(properties).toSorted()))
  }

  it('reads every recorded status without a loss, and the schema takes each', () => {
    const fits = addFormats(new Ajv({ strict: false }))
      .addFormat('uint32', true)
      .compile(schema)
    assert.ok(texts.length > 70)
    for (const text of texts) {
      const json: unknown = JSON.parse(text)
      assert.ok(fits(json), JSON.stringify(fits.errors))
      assert.deepEqual(decoded(json), json)
    }
  })

  it('refuses a deployment whose image it cannot know', () => {
    for (const booted of [{ image: { image: 'reg.io/os:v1', imageDigest: 'sha256:1' } }, { image: 'reg.io/os:v1' }, 3])
      assert.ok(E.isLeft(BootcHost.decode({ kind: 'BootcHost', status: { booted } })))
  })

  it('leaves out what it cannot read of fields that do not decide what runs, and keeps the rest', () => {
    const image = { image: { image: 'reg.io/os:v1', signature: { newKind: 1 } }, imageDigest: 'sha256:1' }
    const odd = { image, pinned: 'no', store: {}, ostree: { checksum: 7 }, cachedUpdate: [] }
    const { booted, type } = decoded({ kind: 'BootcHost', spec: 1, status: { booted: odd, type: 5 } }).status
    assert.equal(type, undefined)
    assert.deepEqual(JSON.parse(JSON.stringify(booted)), {
      image: { image: { image: 'reg.io/os:v1' }, imageDigest: 'sha256:1' },
      ostree: {},
    })
  })
})
