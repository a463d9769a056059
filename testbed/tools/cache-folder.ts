import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { buildArguments } from './build-arguments'
import type { ToolsModule } from './tools-module'

type Environment = Readonly<Record<string, string | undefined>>

// An empty variable counts as unset, as the XDG base directory specification wants it.
const setting = (environment: Environment, name: string): string | undefined => environment[name] || undefined

/** Where built programs and a fetched Go are kept, outside the source tree so that every clone shares them. */
export const cacheFolder = (environment: Environment, home: string): string => {
  const own = setting(environment, 'BOOTC_OPERATOR_CACHE')
  if (own !== undefined) return own
  return join(setting(environment, 'XDG_CACHE_HOME') ?? join(home, '.cache'), 'bootc-operator')
}

/** Names what the built programs depend on, for this kind of machine (`linux-x64`): equal key, equal programs. */
export const cacheKey = ({ goMod, goSum }: Pick<ToolsModule, 'goMod' | 'goSum'>, machine: string): string =>
  createHash('sha256')
    .update(JSON.stringify([goMod, goSum, buildArguments(goMod), machine]))
    .digest('hex')
    .slice(0, 16)
