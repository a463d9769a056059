import type { DockerConfig } from '../api/docker-config'
import type { ImageReference } from '../api/image'
import type { FailedLookup, FoundImage, LookupFailure, Registry } from './registry'
import { within } from './within'

/** What a pool wants to know. Another `key` is another question, which has nothing to do with earlier answers. */
export interface Question {
  /** The pool's uid. */
  readonly pool: string
  readonly key: string
  readonly tag: ImageReference
  /** A digest whose existence matters too. */
  readonly approved?: ImageReference
  /** How often in a row it has failed before. */
  readonly failuresBefore: number
}

/** An image that nodes cannot boot is no answer. */
export type ImageFailure = Omit<FailedLookup, 'reason'> & { readonly reason: LookupFailure | 'NotABootcImage' }
export type LookupOutcome = FoundImage | ImageFailure

export interface LookupAnswer {
  readonly key: string
  /** When it came, in ms since 1970. */
  readonly at: number
  readonly tag: LookupOutcome
  readonly approved?: LookupOutcome
  /** How often in a row it has failed by now; 0 when it has not. */
  readonly failures: number
}

/**
 * What the registries answered last, by pool. It is remembered between calls, as little else is, so that a tag
 * that stands still needs no write to say when it was looked up. Nothing is decided by it that the status would not
 * have: a process that restarts, or a second one beside it, makes one lookup more per pool.
 */
export interface Lookups {
  readonly last: (pool: string) => LookupAnswer | undefined
  /**
   * Asks, unless the same question is under way. Answers undefined when it takes too long to wait for: a caller that asks
   * again later gets the answer then.
   */
  readonly ask: (question: Question, credentials: DockerConfig | undefined) => Promise<LookupAnswer | undefined>
}

export interface LookupPorts {
  readonly registry: Registry
  readonly now: () => Date
  readonly patienceMs?: number
}

/**
 * How long a sync waits for one lookup, in ms. A registry that hangs must not keep a pause waiting, nor the few workers
 * of Metacontroller from other pools; one that works has answered by then.
 */
const PATIENCE_MS = 3000
/** Pools that are remembered; one that was forgotten is looked up once more. */
const MOST_POOLS = 5000

const bootable = (outcome: FoundImage | FailedLookup, { repository, tag, digest }: ImageReference): LookupOutcome =>
  outcome.outcome === 'failed' || outcome.bootc
    ? outcome
    : {
        outcome: 'failed',
        reason: 'NotABootcImage',
        message: `${repository}${tag === undefined ? `@${digest}` : `:${tag}`} has neither label containers.bootc nor ostree.bootable, so no host can boot it`,
      }

/** Why an answer is of no use; undefined when it is. That there is no approved digest is one that is. */
export const failureIn = ({ tag, approved }: Pick<LookupAnswer, 'tag' | 'approved'>): ImageFailure | undefined => {
  if (approved?.outcome === 'failed' && approved.reason !== 'ImageNotFound') return approved
  return tag.outcome === 'failed' ? tag : undefined
}

interface Running {
  readonly key: string
  readonly since: number
  readonly answer: Promise<LookupAnswer>
}

export const createLookups = ({ registry, now, patienceMs = PATIENCE_MS }: LookupPorts): Lookups => {
  const answers = new Map<string, LookupAnswer>()
  const running = new Map<string, Running>()

  const lookUp = async (image: ImageReference, credentials: DockerConfig | undefined): Promise<LookupOutcome> => {
    try {
      return bootable(await registry.lookup(image, credentials), image)
    } catch {
      // A registry never rejects; what it would say if it did is not known to be free of credentials.
      return { outcome: 'failed', reason: 'RegistryError', message: `the lookup of ${image.repository} broke off` }
    }
  }

  const answerTo = async (question: Question, credentials: DockerConfig | undefined): Promise<LookupAnswer> => {
    const { key, tag: named, approved: wanted, failuresBefore } = question
    const [tag, approved] = await Promise.all([
      lookUp(named, credentials),
      wanted === undefined ? undefined : lookUp(wanted, credentials),
    ])
    const found = { key, at: now().getTime(), tag, approved }
    return { ...found, failures: failureIn(found) === undefined ? 0 : failuresBefore + 1 }
  }

  const remember = (pool: string, answer: LookupAnswer): void => {
    answers.delete(pool)
    answers.set(pool, answer)
    const [oldest] = answers.keys()
    if (answers.size > MOST_POOLS && oldest !== undefined) answers.delete(oldest)
  }

  const start = (question: Question, credentials: DockerConfig | undefined): Running => {
    const { pool, key } = question
    const answer = answerTo(question, credentials)
    const begun: Running = { key, since: now().getTime(), answer }
    running.set(pool, begun)
    answer.then(it => {
      // Another question has been asked meanwhile: this is no answer to it.
      if (running.get(pool) !== begun) return
      running.delete(pool)
      remember(pool, it)
    })
    return begun
  }

  return {
    last: pool => answers.get(pool),
    ask: (question, credentials) => {
      const present = running.get(question.pool)
      const { since, answer } = present?.key === question.key ? present : start(question, credentials)
      return within(answer, since + patienceMs - now().getTime())
    },
  }
}
