import assert from 'node:assert/strict'
import { planOf } from '../../cli/plan/pool-plan'
import { renderPlan } from '../../cli/plan/render'
import { poolStatus } from '../../cli/status/pool-status'
import { renderPool } from '../../cli/status/render'
import { styleFor } from '../../cli/text/style'
import { zoned } from '../../cli/text/zoned'
import { nodeWhy } from '../../cli/why/node-why'
import { renderWhy } from '../../cli/why/render'
import { aMember } from '../builders/a-member'
import { aPool, withRollout } from '../builders/a-pool'
import { aRollout } from '../builders/a-rollout'
import { anUpdate, reporting } from '../builders/an-update'
import { NEW } from '../builders/digests'
import { nodeIn, oneCourse, type Pair } from './support/one-course'
import { ATTEMPT, NOW } from './support/scene'

const style = styleFor({ columns: undefined, environment: { COLUMNS: '120' } })

const failing = (name: string, message: string): Pair => [
  aMember(name),
  anUpdate(
    name,
    reporting({ attempt: { key: ATTEMPT, digest: NEW, outcome: 'Failed', reason: 'StageFailed', message } }),
  ),
]

const full = 'no space left on device'
const nodes = [...['n1', 'n3', 'n4'].map(name => failing(name, full)), failing('n2', 'something else')]

describe('nodes that failed in the same way', () => {
  const pool = aPool()
  const course = oneCourse(aRollout(), nodes)
  const status = poolStatus({ pool, course })

  it('share one line, with their names and their number', () => {
    const lines = renderPool(status, NOW, style, false)
    assert.equal(lines.filter(line => line.includes(full)).length, 1)
    assert.ok(
      lines.some(line =>
        /─ 3 nodes {2}Failed {2}\S+ {2}failed \(StageFailed: .*no space left.*: n1, n3, n4$/.test(line),
      ),
    )
    assert.ok(lines.some(line => /─ n2 .*something else/.test(line)))
  })

  it('have a line each where all nodes are asked for', () => {
    assert.equal(renderPool(status, NOW, style, true).filter(line => line.includes(full)).length, 3)
  })

  it('are named where one of them is explained', () => {
    assert.match(
      renderWhy(nodeWhy(nodeIn(course, 'n1'), course), NOW, style).join('\n'),
      /^alike +2 other nodes failed in the same way: n3, n4$/m,
    )
  })

  it('leave nothing to download, which a plan says so', () => {
    assert.ok(renderPlan(planOf(course), style).some(line => /^downloads +no node has it$/.test(line)))
  })
})

describe('the time of the next window', () => {
  const window = (start: string, timeZone: string) => ({ start, duration: '2h', timeZone })
  const pool = aPool(
    withRollout({ maintenanceWindows: [window('0 5 * * *', 'UTC'), window('0 2 * * *', 'Europe/Berlin')] }),
  )
  const opensAt = '2026-01-02T01:00:00Z'
  const shown = { ...pool, status: { phase: 'Progressing', message: 'waits', ...{ nextWindow: opensAt } } }

  it('is as it stands in the window that opens then, with how long that is', () => {
    const status = poolStatus({ pool: shown, course: oneCourse(aRollout(), nodes) })
    const lines = renderPool(status, NOW, style, false)
    assert.ok(lines.includes('│  next window in 45 min (02:00 Europe/Berlin)'), lines.join('\n'))
  })

  it('has the day where that is another one there', () => {
    // RFC 9557 names the zones; Berlin is an hour ahead of UTC in winter, Kathmandu 5:45 hours all year (IANA tz database).
    assert.equal(zoned('2026-01-02T23:30:00Z', 'Europe/Berlin', NOW), 'Sat 2026-01-03 00:30 Europe/Berlin')
    assert.equal(zoned('2026-01-02T12:00:00Z', 'Asia/Kathmandu', NOW), '17:45 Asia/Kathmandu')
    assert.equal(zoned('2026-01-02T12:00:00Z', 'Europe/Berlinn', NOW), '12:00 UTC')
  })
})
