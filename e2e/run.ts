import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseCommandLine, USAGE } from './command-line'
import { bootcOf, hostsWish } from './nodes/choose-hosts'
import { chooseProvider } from './providers/choose-provider'
import type { Cluster } from './providers/cluster'
import { type Stops, stopAll } from './providers/stops'
import type { Listed } from './stories/all'
import { keepArtifacts } from './stories/artifacts'
import { INSTALLED } from './stories/versions'
import { whileRebootsAreCounted } from './stories/while-reboots-are-counted'

const dir = resolve(process.env['E2E_DIR'] || '.e2e')
const start = Date.now()
const seconds = (since = start): string => `${Math.round((Date.now() - since) / 1000)} s`
const say = (line: string): void => console.log(`${seconds().padStart(6)}  ${line.replaceAll('\n', '\n        ')}`)

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Answers with what went wrong. */
const tell = async (cluster: Cluster, { key, story }: Listed): Promise<string | undefined> => {
  const since = Date.now()
  say(`── ${key}: ${story.name}`)
  const problem = await whileRebootsAreCounted({ cluster, say }, () => story.run({ cluster, say })).then(
    () => undefined,
    wordsOf,
  )
  await keepArtifacts(cluster, join(dir, 'stories', key))
  const line = `${problem === undefined ? 'passed' : 'FAILED'} in ${seconds(since)}: ${key}, ${story.name}`
  if (problem !== undefined) say(problem)
  say(line)
  summary.push(line)
  counts[problem === undefined ? 'passing' : 'failing'] += 1
  return problem
}

const summary: string[] = []
const counts = { passing: 0, failing: 0 }

const tellAll = async (cluster: Cluster, stories: ReadonlyArray<Listed>): Promise<void> => {
  const problems: string[] = []
  for (const listed of stories) {
    const problem = await tell(cluster, listed)
    if (problem !== undefined) problems.push(`${listed.key}: ${problem}`)
    // What comes after needs the cluster as it should have been left.
    if (problem !== undefined && !process.env['E2E_GO_ON']) break
  }
  if (problems.length > 0) throw new Error(problems.join('\n'))
}

const run = async (): Promise<void> => {
  const { nodes, stories } = parseCommandLine(process.argv.slice(2), bootcOf(hostsWish(process.env)))
  const { provider, said } = await chooseProvider(process.env['E2E_PROVIDER'])
  rmSync(dir, { recursive: true, force: true })
  say(`${said}; everything that is written is in ${dir}`)
  const stopped = new Promise<never>((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => reject(new Error(signal)))
    // Whoever started us is gone, and cannot pass signals on any more.
    process.once('disconnect', () => reject(new Error('the terminal is gone')))
  })
  const stops: Stops = []
  try {
    const cluster = await Promise.race([provider({ dir, nodes, os: INSTALLED, stops, log: say }), stopped])
    await Promise.race([tellAll(cluster, stories), stopped])
    if (process.env['E2E_KEEP']) {
      say('E2E_KEEP: the cluster stays until Ctrl-C')
      await stopped.catch(() => undefined)
    }
  } finally {
    await stopAll(stops)
    say(`stopped; ${summary.length} of ${stories.length} stories in ${seconds()}:`)
    for (const line of summary) say(`  ${line}`)
    // As mocha tells, for whoever counts.
    for (const [word, count] of Object.entries({ ...counts, pending: stories.length - summary.length })) {
      if (count > 0) console.log(`  ${count} ${word}`)
    }
  }
}

run().then(
  () => process.exit(),
  (error: unknown) => {
    say(`e2e failed: ${wordsOf(error)}\n${USAGE}`)
    process.exit(1)
  },
)
