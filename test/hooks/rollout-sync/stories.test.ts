import { imageOf, NEW, OTHER } from '../../builders/digests'
import { edit } from '../../simulate/happenings'
import { settings, workers } from '../../simulate/plot'
import { allRun, itTells } from '../../simulate/told'

describe('a rollout, told', () => {
  itTells('three nodes one after another', () => ({ world: workers(3) }), allRun(imageOf(NEW)))

  itTells(
    'five nodes two at a time',
    () => ({ world: workers(5, settings({ maxUnavailable: 2 })) }),
    allRun(imageOf(NEW)),
  )

  itTells(
    'another image while a node drains',
    () => ({
      world: workers(2),
      happenings: [{ at: 9, what: 'the pool gets another image', run: edit({ ref: imageOf(OTHER) }) }],
    }),
    allRun(imageOf(OTHER)),
  )

  itTells(
    'another image while a node reboots',
    () => ({
      world: workers(2),
      happenings: [{ at: 12, what: 'the pool gets another image', run: edit({ ref: imageOf(OTHER) }) }],
    }),
    allRun(imageOf(OTHER)),
  )
})
