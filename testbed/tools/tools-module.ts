import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { kubernetesVersion } from './build-arguments'

/** The Go module of this folder: where it lies and what it pins. */
export interface ToolsModule {
  readonly folder: string
  readonly goMod: string
  readonly goSum: string
}

const MODULE_FOLDER = join('testbed', 'tools')

// The code runs from its source folder in tests and from one file in dist/ else, so the module is looked for upwards.
const folderAbove = (start: string): string => {
  const candidate = join(start, MODULE_FOLDER)
  if (existsSync(join(candidate, 'go.mod'))) return candidate
  const parent = dirname(start)
  if (parent === start)
    throw new Error(`${MODULE_FOLDER}/go.mod was not found above ${__dirname}: run from a full clone`)
  return folderAbove(parent)
}

const moduleIn = (folder: string): ToolsModule => ({
  folder,
  goMod: readFileSync(join(folder, 'go.mod'), 'utf8'),
  goSum: readFileSync(join(folder, 'go.sum'), 'utf8'),
})

/** The pinned module, from which everything is built but an older control plane. */
export const readToolsModule = (): ToolsModule => moduleIn(folderAbove(__dirname))

const OTHER = 'kubernetes-'

/**
 * The module of the Kubernetes that `wanted` names by its minor version, such as `1.30`; the pinned one without it. Throws
 * with those there are when it is none of them.
 */
export const kubernetesModule = (wanted: string | undefined): ToolsModule => {
  const pinned = readToolsModule()
  const pinnedMinor = /^v(\d+\.\d+)/.exec(kubernetesVersion(pinned.goMod))?.[1] ?? ''
  if (wanted === undefined || wanted === '' || wanted === pinnedMinor) return pinned
  const others = readdirSync(pinned.folder).flatMap(name => (name.startsWith(OTHER) ? [name.slice(OTHER.length)] : []))
  if (others.includes(wanted)) return moduleIn(join(pinned.folder, `${OTHER}${wanted}`))
  throw new Error(`KUBERNETES: expected ${[...others, pinnedMinor].join(' or ')}, got "${wanted}"`)
}
