import { hasEngine } from '../kind-image/engine'
import type { Provider } from './cluster'
import { kind } from './kind'
import { local } from './local'

export interface Choice {
  readonly provider: Provider
  /** Which it is, and why, for people. */
  readonly said: string
}

const PROVIDERS: Readonly<Record<string, Provider>> = { kind, local }

/** `E2E_PROVIDER` decides; without it kind is taken where there is a container engine. Throws on a name that is none. */
export const chooseProvider = async (wanted: string | undefined, engineIsThere = hasEngine): Promise<Choice> => {
  if (wanted) {
    const provider = PROVIDERS[wanted]
    if (provider === undefined)
      throw new Error(`E2E_PROVIDER=${wanted}: there are ${Object.keys(PROVIDERS).join(', ')}`)
    return { provider, said: `provider ${wanted}, by E2E_PROVIDER` }
  }
  return (await engineIsThere())
    ? { provider: kind, said: 'provider kind, in the container engine of this machine (E2E_PROVIDER=local needs none)' }
    : {
        provider: local,
        said: 'provider local, since there is no container engine here (E2E_PROVIDER=kind installs one)',
      }
}
