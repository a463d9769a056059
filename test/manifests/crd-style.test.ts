import assert from 'node:assert/strict'
import { PLURALS, schemaOf, schemasIn } from './crd'

// Metacontroller's dynamic apply takes lists whose items have one of these fields for maps, and merges them.
const MERGE_KEYS = ['name', 'path', 'port', 'uid', 'ip', 'containerPort', 'mountPath']

// Design §2; an empty object makes the API server fill in what is inside.
const POOL_DEFAULTS = {
  'spec.image.updates': 'Manual',
  'spec.image.requireSignature': false,
  'spec.image.pollIntervalSeconds': 300,
  'spec.rollout': {},
  'spec.rollout.maxUnavailable': 1,
  'spec.rollout.maxStaging': 10,
  'spec.rollout.paused': false,
  'spec.rollout.strategy': 'Rolling',
  'spec.rollout.minReadySeconds': 30,
  'spec.rollout.drainTimeoutSeconds': 3600,
  'spec.rollout.rebootTimeoutSeconds': 1200,
  'spec.rollout.stageTimeoutSeconds': 3600,
  'spec.rollout.agentTimeoutSeconds': 120,
  'spec.rollout.failureThreshold': 1,
  'spec.rollout.onFailure': 'Halt',
  'spec.rollout.maintenanceWindows[].timeZone': 'UTC',
  'spec.rollout.steps[].soakSeconds': 0,
  'spec.rollout.steps[].approval': 'Automatic',
  'spec.rollout.steps[].failureThreshold': 1,
  'spec.rollout.gates[].prometheus.query': 'ALERTS{alertstate="firing",severity!~"none|info",alertname!~"Bootc.+"}',
  'spec.disruption': {},
  'spec.disruption.rebootPolicy': 'RebootOnly',
  'spec.disruption.drain': {},
  'spec.disruption.drain.force': true,
  'spec.disruption.drain.deleteEmptyDirData': true,
  'spec.disruption.drain.gracePeriodSeconds': -1,
  'spec.disruption.drain.skip': false,
}

// What a field is counted in, by its name.
const UNITS = [
  { of: /Seconds$/, unit: /second/ },
  { of: /[bB]ytes(Total)?$/, unit: /byte/ },
  { of: /percent$/i, unit: /percent/i },
  { of: /(max|Threshold|Count)/, unit: /how many|number|percentage/i },
] as const

describe('the schemas of our kinds', () => {
  for (const plural of PLURALS) {
    const schemas = schemasIn(schemaOf(plural))

    it(`describe every field of ${plural} in sentences`, () => {
      // The API server refuses a description of metadata, which it knows itself.
      const mute = schemas.filter(
        ([path, { description = '' }]) => path !== 'metadata' && !/^[A-Z].*\.$/.test(description),
      )
      assert.deepEqual(
        mute.map(([path]) => path),
        [],
      )
    })

    it(`name the default in the description of every field of ${plural} that has one`, () => {
      const silent = schemas.filter(
        ([, { default: value, description = '' }]) =>
          value !== undefined &&
          typeof value !== 'object' &&
          !description.includes(`Default ${value}.`) &&
          !description.includes(`default ${value}.`),
      )
      assert.deepEqual(
        silent.map(([path]) => path),
        [],
      )
    })

    it(`name the unit of every number of ${plural} that has one`, () => {
      const mute = schemas.filter(([path, { description = '' }]) =>
        UNITS.some(({ of, unit }) => of.test(path) && !unit.test(description)),
      )
      assert.deepEqual(
        mute.map(([path]) => path),
        [],
      )
    })

    it(`say of every list of ${plural} how it is merged, and key no item as Metacontroller would`, () => {
      const lists = schemas.filter(([, { type }]) => type === 'array')
      for (const [path, list] of lists) {
        assert.ok(list['x-kubernetes-list-type'], `${path} has no x-kubernetes-list-type`)
        const keys = Object.keys(list.items?.properties ?? {})
        assert.deepEqual(
          keys.filter(key => MERGE_KEYS.includes(key)),
          [],
          path,
        )
      }
    })
  }

  it('have the defaults of the design', () => {
    const defaults = schemasIn(schemaOf('bootcnodepools')).filter(([, schema]) => schema.default !== undefined)
    assert.deepEqual(Object.fromEntries(defaults.map(([path, schema]) => [path, schema.default])), POOL_DEFAULTS)
  })
})
