import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { REMOVED, redactText, redactValue } from '../../../cli/support-bundle/redact'
import { recordedErrors } from '../../agent/support/recordings'
import { PASSWORD, TEXTS, TRACES } from './planted'

const tracesIn = (text: string): ReadonlyArray<string> => TRACES.filter(trace => text.includes(trace))

/** Fields that are credentials by their names alone: of kubeconfig, docker's config.json, cloud SDKs and our own objects. */
const FIELDS = [
  'password',
  'token',
  'bearerToken',
  'identitytoken',
  'registrytoken',
  'auth',
  'client-key-data',
  'clientSecret',
  'secretAccessKey',
  'aws_secret_access_key',
  'AccountKey',
  'apiKey',
  'privateKey',
  'passphrase',
  '.dockerconfigjson',
  'Authorization',
]

describe('what a bundle says of credentials', () => {
  for (const [name, text] of Object.entries(TEXTS)) {
    it(`removes ${name}`, () => {
      assert.ok(tracesIn(text).length > 0 || text.includes('plantedKey'), 'nothing was planted')
      const removed = redactText(text)
      assert.deepEqual(tracesIn(removed), [], removed)
      assert.ok(removed.includes(REMOVED), removed)
    })
  }

  for (const field of FIELDS) {
    it(`removes the field ${field}`, () =>
      assert.doesNotMatch(JSON.stringify(redactValue({ a: [{ [field]: PASSWORD }] })), new RegExp(PASSWORD)))
  }

  it('removes a value that stands below such a field, and keeps the names of Secrets', () => {
    const before = {
      env: [
        { name: 'PASSWORD', value: PASSWORD },
        { name: 'ANYTHING', value: PASSWORD },
        { name: 'HTTPS_PROXY', value: `http://bot:${PASSWORD}@proxy:1` },
        { name: 'LOG_LEVEL', value: 'debug' },
        { name: 'KEY', valueFrom: { secretKeyRef: { name: 'registry-login', key: 'password' } } },
      ],
      password: { value: PASSWORD, list: [PASSWORD] },
      pullSecret: { name: 'registry-login', namespace: 'team' },
      volumes: [{ name: 'pull-secret', secret: { secretName: 'registry-login', optional: true } }],
    }
    assert.deepEqual(redactValue(before), {
      env: [
        { name: 'PASSWORD', value: REMOVED },
        { name: 'ANYTHING', value: REMOVED },
        { name: 'HTTPS_PROXY', value: REMOVED },
        { name: 'LOG_LEVEL', value: 'debug' },
        { name: 'KEY', valueFrom: { secretKeyRef: { name: 'registry-login', key: 'password' } } },
      ],
      password: { value: REMOVED, list: [REMOVED] },
      pullSecret: { name: 'registry-login', namespace: 'team' },
      volumes: [{ name: 'pull-secret', secret: { secretName: 'registry-login', optional: true } }],
    })
  })

  it('removes what repeats an object, and what is in a Secret', () => {
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': 'plain', other: 'x' }
    const secret = { kind: 'Secret', metadata: { name: 's' }, data: { a: 'eA==' }, stringData: { b: 'y' } }
    assert.deepEqual(redactValue([{ metadata: { annotations, managedFields: [{}] } }, secret]), [
      { metadata: { annotations: { other: 'x' } } },
      { kind: 'Secret', metadata: { name: 's' } },
    ])
  })

  it('removes the value of a flag in the next argument of a command', () =>
    assert.deepEqual(redactValue({ args: ['login', '--password', PASSWORD, '-u', 'bot', '--token', PASSWORD, 'x'] }), {
      args: ['login', '--password', REMOVED, '-u', 'bot', '--token', REMOVED, 'x'],
    }))

  it('finds a planted text wherever it is in an object', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(TEXTS).filter(text => !text.includes('-----END') || text.includes('BEGIN'))),
        fc.array(fc.constantFrom('status', 'message', 'annotations', 'note', '0'), { maxLength: 5 }),
        fc.boolean(),
        (text, path, isKey) => {
          const leaf: unknown = isKey ? { [text]: 1 } : [text]
          const object = path.reduce<unknown>((inner, key) => ({ [key]: inner }), leaf)
          assert.deepEqual(tracesIn(JSON.stringify(redactValue(object))), [])
          assert.deepEqual(tracesIn(redactText(JSON.stringify({ log: text }))), [])
        },
      ),
    ))

  it('keeps what a reader of a report needs', () => {
    const digest = `sha256:${'a1'.repeat(32)}`
    const texts = [
      `registry.example:5000/team/os:v1@${digest}`,
      `ostree-unverified-image:docker://10.0.2.2:5000/os:v1@${digest}`,
      '6f9a2c1e-7d54-4b7e-9a2b-0123456789ab',
      '6f9a2c1e-7d54-4b7e-9a2b-0123456789ab/1',
      'bot@example.com wrote it at 12:30:00',
      'secret "bootc-operator/registry-login" not found',
      'pods "bootc-operator-7c9d8-x2x4z" is forbidden: User "viewer" cannot get resource "pods/log"',
      'PullSecretNotReady: the Secret team/registry-login has no key .dockerconfigjson',
      'requireSignature is true and the policy accepts anything',
    ]
    for (const text of texts) assert.equal(redactText(text), text)
    const fields = { uid: texts[2], requireSignature: true, tokenExpirationSeconds: 600, image: texts[0], key: 'v1' }
    assert.deepEqual(redactValue(fields), fields)
  })

  it('keeps every recorded error of bootc', () => {
    assert.ok(recordedErrors.length > 20)
    for (const { stderr } of recordedErrors) assert.equal(redactText(stderr), stderr)
  })

  it('takes time in proportion to the text', () => {
    const texts = ['a'.repeat(200_000), 'token='.repeat(40_000), '-'.repeat(200_000), 'x@'.repeat(100_000)]
    const from = process.cpuUsage().user
    for (const text of texts) redactText(text)
    const once = process.cpuUsage().user - from
    for (const text of texts) redactText(text.repeat(4))
    const four = process.cpuUsage().user - from - once
    assert.ok(four < 16 * Math.max(once, 50_000), `${once} µs, four times as much ${four} µs`)
  })
})
