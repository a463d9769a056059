import { aFailure, STABLE } from '../../builders/a-lookup'
import { withRollout } from '../../builders/a-pool'
import { NEW, OLD, OTHER } from '../../builders/digests'
import { approve, complete, finds, following, itDecides, knowing, rolloutTo } from './decided'

itDecides('the target of a tag that moved, Manual,', [
  {
    name: 'stays until it is approved',
    pool: following(knowing(OLD)),
    rollout: complete(OLD),
    tag: finds(NEW),
    want: 'os old; new AwaitsApproval',
  },
  {
    name: 'stays when the tag is gone since',
    pool: following(knowing(NEW, OLD)),
    rollout: complete(OLD),
    tag: aFailure('ImageNotFound'),
    want: 'os old; new AwaitsApproval; ImageNotFound',
  },
  {
    name: 'goes where it is approved',
    pool: following(knowing(NEW, OLD), approve(NEW)),
    rollout: complete(OLD),
    want: 'os new',
  },
  {
    name: 'goes where it is approved, in the middle of a rollout too',
    pool: following(knowing(NEW, OLD), approve(NEW)),
    rollout: rolloutTo(OLD, { phase: 'Progressing' }),
    want: 'os new',
  },
  {
    name: 'goes where it is approved although the registry is down',
    pool: following(knowing(NEW, OLD), approve(NEW)),
    rollout: complete(OLD),
    tag: aFailure('RegistryUnreachable'),
    want: 'os new; RegistryUnreachable',
  },
  {
    name: 'stays when something else is approved, and says so',
    pool: following(knowing(OLD), approve(OTHER)),
    rollout: complete(OLD),
    tag: finds(NEW),
    want: `os old; new AwaitsApproval; spec.image.approvedDigest cccccccccccc does not count: ${STABLE} names bbbbbbbbbbbb, and the target is aaaaaaaaaaaa`,
  },
  {
    name: 'stays when what it already runs is approved',
    pool: following(knowing(NEW, OLD), approve(OLD)),
    rollout: complete(OLD),
    want: 'os old; new AwaitsApproval',
  },
  {
    name: 'stays when it is approved and cancelled',
    pool: following(knowing(NEW, OLD), approve(NEW), withRollout({ cancelledDigest: NEW })),
    rollout: complete(OLD),
    want: 'os old; new GivenUp',
  },
  {
    name: 'is what it was when the tag moves back',
    pool: following(knowing(NEW, OLD)),
    rollout: complete(OLD),
    tag: finds(OLD),
    want: 'os old',
  },
])
