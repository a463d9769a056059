import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { exportsOf } from './figures/shape'

const root = join(__dirname, '..')

const filesUnder = (folder: string): ReadonlyArray<string> =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts'))
    .map(entry => relative(root, join(entry.parentPath, entry.name)))

const read = (file: string): string => readFileSync(join(root, file), 'utf8')

/** Imports of a file: packages as they are, own files as paths from the top. */
const importsOf = (file: string): ReadonlyArray<string> =>
  [...read(file).matchAll(/from '([^']+)'/g)].map(([, name = '']) =>
    name.startsWith('.') ? join(dirname(file), name) : name,
  )

const product = ['packages', 'hooks', 'agent', 'cli'].flatMap(filesUnder)
/** With what is about the product, which has directions too. */
const every = [...product, ...['install', 'bench', 'testbed', 'e2e', 'test'].flatMap(filesUnder)]
const syncFolders = ['hooks/pool-sync', 'hooks/node-sync', 'hooks/rollout-sync']

/** What rollout-sync decides with, without what it does about it. */
const ROLLOUT_DECISIONS = /^hooks\/(node\/[\w-]+|rollout-sync\/(observed|decide\/[\w-]+))$/

interface Rule {
  readonly name: string
  readonly of: (file: string) => boolean
  readonly may: (imported: string) => boolean
}

const isUnder =
  (...folders: ReadonlyArray<string>) =>
  (file: string) =>
    folders.some(folder => file.startsWith(`${folder}/`))

/** Folders that follow one another: each may import those before it, and no file of one after it. */
const floors = (parent: string, names: ReadonlyArray<string>): ReadonlyArray<Rule> =>
  names.slice(0, -1).map((name, at) => {
    const later = names.slice(at + 1).map(other => `${parent}/${other}`)
    return {
      name: `${parent}/${name} imports nothing of ${later.join(', ')}`,
      of: isUnder(`${parent}/${name}`),
      may: imported => !isUnder(...later)(imported),
    }
  })

const rules: ReadonlyArray<Rule> = [
  {
    name: 'packages/bootc-status stands alone: it imports nothing but itself, io-ts and fp-ts',
    of: isUnder('packages/bootc-status'),
    may: imported => isUnder('packages/bootc-status')(imported) || /^(io-ts$|fp-ts\/)/.test(imported),
  },
  {
    name: 'hooks/api imports nothing but itself, bootc-status, io-ts, fp-ts, semver and the version in package.json',
    of: isUnder('hooks/api'),
    may: imported =>
      isUnder('hooks/api', 'packages/bootc-status')(imported) ||
      /^(io-ts$|fp-ts\/|semver\/|package\.json$)/.test(imported),
  },
  {
    name: 'hooks/node decides about one node, from hooks/api alone',
    of: isUnder('hooks/node'),
    may: isUnder('hooks/node', 'hooks/api'),
  },
  {
    name: 'hooks/slot gives and takes marks, over hooks/api and the ports',
    of: isUnder('hooks/slot'),
    may: isUnder('hooks/slot', 'hooks/api', 'hooks/ports'),
  },
  ...syncFolders.map(folder => ({
    name: `${folder} imports hooks/api, hooks/node, hooks/slot, the ports and itself, and no sibling`,
    of: isUnder(folder),
    may: (imported: string) =>
      isUnder(folder, 'hooks/api', 'hooks/node', 'hooks/slot', 'hooks/ports')(imported) ||
      /^(io-ts$|fp-ts\/)/.test(imported),
  })),
  ...floors('hooks/rollout-sync', ['decide', 'act', 'answer']),
  ...floors('agent', ['observe', 'decide', 'act', 'report', 'loop']),
  {
    name: 'hooks/register and hooks/self-check import hooks/api, the ports and themselves',
    of: isUnder('hooks/register', 'hooks/self-check'),
    may: isUnder('hooks/register', 'hooks/self-check', 'hooks/api', 'hooks/ports'),
  },
  {
    name: 'express and pino appear in app, probes, serve, hook, hooks-key, log-options and main alone',
    of: file => !/^hooks\/(app|probes|serve|hook|hooks-key|log-options|main)\.ts$/.test(file) && !isUnder('test')(file),
    may: imported => !/^(express|pino|pino-http)$/.test(imported),
  },
  {
    name: 'only the series of hooks/metrics know prom-client',
    of: file => file !== 'hooks/metrics/series.ts',
    may: imported => imported !== 'prom-client',
  },
  {
    name: 'hooks/metrics imports of the syncs their requests, and the phases of a node, alone',
    of: isUnder('hooks/metrics'),
    may: imported =>
      isUnder('hooks/metrics', 'hooks/api', 'hooks/ports', 'packages/bootc-status')(imported) ||
      /^hooks\/((pool|rollout)-sync\/request|node\/phases)$/.test(imported) ||
      /^(io-ts$|fp-ts\/|prom-client$)/.test(imported),
  },
  {
    name: 'the agent imports of the hooks only their vocabulary and the client of the API server',
    of: isUnder('agent'),
    may: imported => !isUnder('hooks')(imported) || isUnder('hooks/api', 'hooks/ports')(imported),
  },
  {
    name: 'the hooks import nothing of the agent',
    of: isUnder('hooks'),
    may: imported => !isUnder('agent')(imported),
  },
  {
    name: 'the command line decides by the rollout decisions of the hooks, and performs none of their effects',
    of: isUnder('cli'),
    may: imported =>
      isUnder('cli', 'hooks/api', 'hooks/ports', 'hooks/slot')(imported) ||
      ROLLOUT_DECISIONS.test(imported) ||
      ['hooks/self-check/crd-problem', 'hooks/self-check/other-operator'].includes(imported) ||
      !isUnder('hooks', 'agent')(imported),
  },
  {
    name: 'hooks and agent import nothing of the command line',
    of: isUnder('hooks', 'agent'),
    may: imported => !isUnder('cli')(imported),
  },
  {
    name: 'the test bed imports nothing of tests, benches and machines',
    of: isUnder('testbed'),
    may: imported => !isUnder('test', 'e2e', 'bench')(imported),
  },
  {
    name: 'machines import nothing of tests, and benches their builders and supports alone',
    of: isUnder('e2e', 'bench'),
    may: imported => !/^test\/(?!builders\/|support\/|cluster\/admission\/)/.test(imported),
  },
  {
    name: 'the product imports nothing of its tests',
    of: isUnder('packages', 'hooks', 'agent', 'cli'),
    may: imported => !isUnder('test', 'testbed', 'e2e', 'bench')(imported),
  },
]

describe('the architecture', () => {
  for (const { name, of, may } of rules) {
    it(name, () => {
      const offences = every.filter(of).flatMap(file =>
        importsOf(file)
          .filter(imported => !may(imported))
          .map(imported => `${file} imports ${imported}`),
      )
      assert.deepEqual(offences, [])
      assert.ok(every.some(of), 'the rule is about files that exist')
    })
  }

  const pure = [
    ...syncFolders.flatMap(filesUnder),
    ...filesUnder('packages/bootc-status'),
    ...filesUnder('hooks/api'),
    ...filesUnder('hooks/node'),
    ...filesUnder('agent/decide'),
    ...filesUnder('cli/why'),
    ...filesUnder('cli/plan'),
    ...filesUnder('cli/steer'),
    'cli/status/estimate.ts',
    'cli/status/pool-status.ts',
    'agent/observe/facts.ts',
  ]
  it('decisions read no clock, no environment, no network and no file', () => {
    const impure = /Date\.now|new Date\(\)|process\.|Math\.random|from 'node:|fetch\(/
    assert.deepEqual(
      pure.filter(file => impure.test(read(file))),
      [],
    )
  })

  it('texts of others are parsed within bounds, and those of the API server as it sends them', () => {
    const parses = ['hooks', 'agent'].flatMap(filesUnder).filter(file => read(file).includes('JSON.parse('))
    assert.deepEqual(parses.sort(), [
      'agent/cluster/token.ts',
      'hooks/api/bounded-json.ts',
      'hooks/ports/api/api-request.ts',
      'hooks/ports/api/watch.ts',
      'hooks/register/wanted.ts',
    ])
  })

  it('an exported name has one meaning', () => {
    const names = [...product, ...filesUnder('install')].flatMap(file => [...exportsOf({ text: read(file) })])
    assert.deepEqual(
      names.filter((name, i) => names.indexOf(name) !== i),
      [],
    )
  })

  it('no two files import each other, however far around', () => {
    const graph = new Map(every.map(file => [file.replace(/\.ts$/, ''), importsOf(file)]))
    const visit = (file: string, path: ReadonlyArray<string>): ReadonlyArray<string> => {
      if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
      for (const imported of graph.get(file) ?? []) {
        if (!graph.has(imported) || done.has(imported)) continue
        const cycle = visit(imported, [...path, file])
        if (cycle.length > 0) return cycle
      }
      done.add(file)
      return []
    }
    const done = new Set<string>()
    for (const file of graph.keys()) assert.deepEqual(visit(file, []), [])
  })
})
