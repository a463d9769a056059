import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Lab, startLab } from '../../../testbed/lab/lab'
import { apiOf, OPERATOR } from './api'
import { budgetOf } from './pools'
import type { World } from './world'

export interface Story {
  readonly title: string
  readonly tell: (world: World) => Promise<void>
}

/** How many stories play at once: they mostly wait, but every node is a process. */
const AT_ONCE = 8
/** Plays only the stories whose title it matches, since mocha's own -g would not keep the others from starting. */
const WANTED = new RegExp(process.env['STORIES'] ?? '')

type Outcome = { readonly ok: true } | { readonly ok: false; readonly error: unknown }

/** Starts the stories in their order, never more than AT_ONCE; each outcome is there as soon as its story has ended. */
const startAll = (world: World, stories: ReadonlyArray<Story>): ReadonlyMap<string, Promise<Outcome>> => {
  let free = AT_ONCE
  const waiting: Array<() => void> = []
  const enter = (): Promise<void> => {
    if (free > 0) {
      free -= 1
      return Promise.resolve()
    }
    return new Promise(resolve => waiting.push(resolve))
  }
  const leave = (): void => {
    const next = waiting.shift()
    if (next === undefined) free += 1
    else next()
  }
  const play = async ({ tell }: Story): Promise<Outcome> => {
    await enter()
    try {
      await tell(world)
      return { ok: true }
    } catch (error) {
      return { ok: false, error }
    } finally {
      leave()
    }
  }
  return new Map(stories.map(story => [story.title, play(story)]))
}

/** A world over a lab; what is to stop with it is added to `stops`. */
export const worldOf = (lab: Lab, stops: Array<() => void>): World => ({
  lab,
  api: apiOf(lab),
  asOperator: apiOf(lab, OPERATOR),
  budget: (story, maxUnavailable) => {
    const budget = budgetOf(lab, story, maxUnavailable)
    stops.push(budget.stop)
    return budget
  },
  atEnd: stop => {
    stops.push(stop)
  },
})

/** A title belongs to one story only, whatever its theme. */
export type Themes = Readonly<Record<string, ReadonlyArray<Story>>>

const allPassed = (suite: Mocha.Suite): boolean =>
  suite.tests.every(({ state }) => state === 'passed') && suite.suites.every(allPassed)

/** A suite whose stories play at the same time in one lab, and are told one by one. `hookEnv` is the hook server's. */
export const tellTogether = (what: string, all: Themes, hookEnv: Readonly<Record<string, string>> = {}): void => {
  const themes = Object.entries(all)
    .map(([theme, stories]) => ({ theme, stories: stories.filter(({ title }) => WANTED.test(title)) }))
    .filter(({ stories }) => stories.length > 0)
  if (themes.length === 0) return
  describe(what, () => {
    const dir = mkdtempSync(join(tmpdir(), 'bootc-lab-'))
    let lab: Lab | undefined
    const stops: Array<() => void> = []
    let outcomes: ReadonlyMap<string, Promise<Outcome>> = new Map()

    before(async function () {
      this.timeout(900_000) // The first run builds the Kubernetes programs.
      lab = await startLab({ dir, cacheLagMs: 50, hookEnv })
      const stories = themes.flatMap(({ stories }) => stories)
      outcomes = startAll(worldOf(lab, stops), stories)
    })
    after(async function () {
      this.timeout(300_000)
      for (const stop of stops) stop()
      await lab?.stop()
      // A failure keeps the logs of every process.
      if (this.test?.parent !== undefined && allPassed(this.test.parent)) rmSync(dir, { recursive: true, force: true })
      else console.log(`      logs are in ${dir}`)
    })

    for (const { theme, stories } of themes) {
      describe(theme, () => {
        for (const { title } of stories) {
          it(title, async function () {
            this.timeout(900_000)
            const outcome = await outcomes.get(title)
            if (outcome?.ok !== true) throw outcome?.error ?? new Error('the story was not started')
          })
        }
      })
    }
  })
}
