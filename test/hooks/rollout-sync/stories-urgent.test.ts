import assert from 'node:assert/strict'
import { imageOf, NEW, OTHER } from '../../builders/digests'
import { edit } from '../../simulate/happenings'
import { settings, windowAt, workers } from '../../simulate/plot'
import { itTells, rebootOrderOf } from '../../simulate/told'

const tonight = (count: number) => workers(count, settings({ maintenanceWindows: [windowAt('50', '5m')] }))

describe('an urgent target, told', () => {
  itTells(
    'an urgent image does not wait for its window',
    () => ({
      world: tonight(2),
      happenings: [{ at: 20, what: 'the target is urgent', run: edit({ urgentDigest: NEW }) }],
    }),
    ({ world }) => {
      assert.deepEqual(
        [...world.hosts.values()].map(({ booted }) => booted),
        [imageOf(NEW), imageOf(NEW)],
      )
      const said = [...world.events.values()].filter(({ reason }) => reason === 'Urgent')
      assert.deepEqual(
        said.map(({ message }) => message),
        ['v3 (bbbbbbbbbbbb) is urgent: windows, steps and gates do not hold it up'],
      )
    },
  )

  itTells(
    'an urgency that is taken away in the middle lets who has a slot go on and the others wait for the window',
    () => ({
      world: tonight(2),
      happenings: [
        { at: 20, what: 'the target is urgent', run: edit({ urgentDigest: NEW }) },
        { at: 23, what: 'it is not urgent any more', run: edit({ urgentDigest: undefined }) },
      ],
      seconds: 60,
    }),
    ({ world }) => assert.deepEqual(rebootOrderOf(world), ['n1']),
  )

  itTells(
    'an urgency of another digest opens no window',
    () => ({
      world: tonight(1),
      happenings: [{ at: 20, what: 'another digest is urgent', run: edit({ urgentDigest: OTHER }) }],
      seconds: 60,
    }),
    ({ world }) => assert.deepEqual(world.journal.reboots, []),
  )
})
