import assert from 'node:assert/strict'
import { join } from 'node:path'
import { doctor } from '../../cli/doctor/doctor'
import { plan } from '../../cli/plan/plan'
import type { Report } from '../../cli/report'
import { status } from '../../cli/status/status'
import { history } from '../../cli/steer/history'
import { printed } from '../../cli/text/print'
import { styleFor } from '../../cli/text/style'
import { why } from '../../cli/why/why'
import { installedBy } from '../../install/installed'
import { reporting } from '../builders/an-update'
import { imageOf, OTHER } from '../builders/digests'
import { golden } from '../support/golden'
import { apiWith } from './support/fake-api'
import { rolledBack } from './support/rolled-back'
import { rolloutInFlight } from './support/rollout-in-flight'
import { NOW, objectsOf } from './support/scene'

const installed = installedBy(join(__dirname, '../../manifests'))
const api = apiWith(objectsOf(rolloutInFlight()))
const inFlight = rolloutInFlight()
/** All of its hosts have unified kernel images. */
const sealed = apiWith(
  objectsOf({
    ...inFlight,
    nodes: inFlight.nodes.map(([member, update]) => [
      member,
      update && reporting({ bootcVersion: '1.16.9', backend: 'SealedComposefs' })(update),
    ]),
  }),
)
const went = apiWith(objectsOf(rolledBack()))

const cases: ReadonlyArray<{ readonly title: string; readonly report: () => Promise<Report> }> = [
  { title: 'status', report: () => status(api, {}, { now: NOW }) },
  { title: 'why a drain is blocked', report: () => why(api, 'web-03', NOW) },
  { title: 'why a node reboots', report: () => why(api, 'web-04', NOW) },
  { title: 'why a node does not start', report: () => why(api, 'web-05', NOW) },
  { title: 'why a node is skipped', report: () => why(api, 'web-07', NOW) },
  { title: 'why a node does nothing', report: () => why(api, 'web-01', NOW) },
  { title: 'why a node is warned of', report: () => why(sealed, 'web-01', NOW) },
  { title: 'plan', report: () => plan(api, 'workers', undefined, NOW) },
  { title: 'plan for another image', report: () => plan(api, 'workers', imageOf(OTHER), NOW) },
  { title: 'status of a pool that went back', report: () => status(went, {}, { now: NOW }) },
  { title: 'why a node went back', report: () => why(went, 'web-01', NOW) },
  { title: 'plan of a pool that went back', report: () => plan(went, 'workers', undefined, NOW) },
  { title: 'history of a pool that went back', report: () => history(went, 'workers', NOW) },
  { title: 'history', report: () => history(api, 'workers', NOW) },
  {
    title: 'doctor of an empty cluster',
    report: () => doctor(apiWith({ '/version': { gitVersion: 'v1.36.0' } }), installed),
  },
]

/** Words of one piece, such as an image, are wider than a line may be, and stay whole to be copied. */
const isTooWide = (line: string, width: number): boolean => line.length > width && line.trim().split(/\s+/).length > 2

describe('kubectl bootc tells', () => {
  for (const { title, report } of cases) {
    for (const width of [80, 120]) {
      it(`${title} in ${width} columns`, async () => {
        const text = printed(
          [await report()],
          'text',
          styleFor({ columns: undefined, environment: { COLUMNS: String(width) } }),
        )
        assert.equal(text, golden(`cli ${title} ${width}`, text))
        assert.deepEqual(
          text.split('\n').filter(line => isTooWide(line, width)),
          [],
        )
      })
    }
  }
})
