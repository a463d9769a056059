import { aFailure, STABLE, withImage } from '../../builders/a-lookup'
import { aPool } from '../../builders/a-pool'
import { NEW, OLD } from '../../builders/digests'
import { approve, automatic, complete, elsewhere, finds, following, itDecides, knowing, rolloutTo } from './decided'

itDecides('the target of a reference with a digest', [
  { name: 'is that digest', pool: aPool(), want: 'os new' },
  { name: 'is that digest whatever ran before', pool: aPool(knowing(OLD)), rollout: rolloutTo(OLD), want: 'os new' },
  {
    name: 'is not what was approved',
    pool: aPool(approve(OLD)),
    want: 'os new; spec.image.approvedDigest does not count, since spec.image.ref names a digest itself',
  },
  {
    name: 'stays what it was when the new reference is none',
    pool: aPool(withImage({ ref: 'os' }), knowing(OLD)),
    want: 'os old; InvalidReference',
  },
])

itDecides('the first target of a tag', [
  { name: 'is what it names', pool: following(), tag: finds(NEW), want: 'os new' },
  { name: 'is nothing until it was found', pool: following(), want: 'nothing' },
  {
    name: 'is nothing while it cannot be',
    pool: following(),
    tag: aFailure('Unauthorized'),
    want: 'nothing; Unauthorized',
  },
  {
    name: 'is what was approved, if that exists',
    pool: following(approve(OLD)),
    tag: finds(NEW),
    approved: finds(OLD),
    want: 'os old; new AwaitsApproval',
  },
  {
    name: 'is what it names if what was approved does not exist',
    pool: following(approve(OLD)),
    tag: finds(NEW),
    approved: aFailure('ImageNotFound'),
    want: `os new; spec.image.approvedDigest aaaaaaaaaaaa does not count: ${STABLE} names bbbbbbbbbbbb, and the target is bbbbbbbbbbbb`,
  },
  {
    name: 'waits until it is known whether what was approved exists',
    pool: following(approve(OLD)),
    tag: finds(NEW),
    approved: aFailure('RegistryTimeout'),
    want: 'nothing; RegistryTimeout',
  },
  {
    name: 'is what was approved even when the tag is gone',
    pool: following(approve(OLD)),
    tag: aFailure('ImageNotFound'),
    approved: finds(OLD),
    want: 'os old; ImageNotFound',
  },
  {
    name: 'is what the live rollout has when the status was lost',
    pool: following(),
    rollout: rolloutTo(OLD),
    tag: finds(NEW),
    want: 'os old; new AwaitsApproval',
  },
  {
    name: 'is what the live rollout has before the registry answers',
    pool: following(),
    rollout: rolloutTo(OLD),
    want: 'os old',
  },
  {
    name: 'is not what a live rollout of another repository has',
    pool: following(),
    rollout: rolloutTo(OLD, {}, 'registry.example/former'),
    tag: finds(NEW),
    want: 'os new',
  },
  {
    name: 'leaves a live rollout of another repository alone until it was found',
    pool: following(),
    rollout: rolloutTo(OLD, {}, 'registry.example/former'),
    tag: aFailure('ImageNotFound'),
    want: 'registry.example/former old; ImageNotFound',
  },
])

itDecides('the target of an edited reference', [
  {
    name: 'is what the new one names',
    pool: following(elsewhere, knowing(OLD)),
    rollout: complete(OLD),
    tag: finds(NEW),
    want: 'registry.example/next new',
  },
  {
    name: 'is what the new one names, in the middle of a rollout too',
    pool: following(elsewhere, knowing(OLD), automatic),
    rollout: rolloutTo(OLD, { phase: 'Progressing' }),
    tag: finds(NEW),
    want: 'registry.example/next new',
  },
  {
    name: 'stays repository and digest until it was found',
    pool: following(elsewhere, knowing(OLD)),
    rollout: complete(OLD),
    want: 'os old',
  },
  {
    name: 'stays repository and digest while it cannot be found',
    pool: following(elsewhere, knowing(NEW, OLD)),
    rollout: complete(OLD),
    tag: aFailure('ImageNotFound'),
    want: 'os old; ImageNotFound',
  },
  {
    name: 'is not what was approved for the old one',
    pool: following(elsewhere, knowing(OLD), approve(OLD)),
    rollout: complete(OLD),
    tag: finds(NEW),
    want: 'registry.example/next new; spec.image.approvedDigest aaaaaaaaaaaa does not count: registry.example/next:1 names bbbbbbbbbbbb, and the target is bbbbbbbbbbbb',
  },
])
