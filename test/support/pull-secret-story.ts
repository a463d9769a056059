import type { BootcNodePool } from '../../hooks/api/bootc-node-pool'
import { setConditions } from '../../hooks/api/conditions'
import { type PullSecret, pullSecretEvents, readPullSecret } from '../../hooks/pool-sync/pull-secret'
import { aPool } from '../builders/a-pool'
import { secretWorld } from './secret-world'

export const HOME = 'bootc-operator'
export const OWN = { namespace: HOME, name: 'os-pull' }
export const OTHER = { namespace: 'team', name: 'os-pull' }
export const COPY = { namespace: HOME, name: 'bootc-pull-secret-workers' }
export const TYPE = 'kubernetes.io/dockerconfigjson'
const NOW = new Date('2026-01-02T00:00:00Z')

export const configOf = (password: string): object => ({ auths: { 'registry.example': { username: 'u', password } } })
export const secretOf = (config: unknown, type = TYPE) => ({
  type,
  data: {
    '.dockerconfigjson': Buffer.from(typeof config === 'string' ? config : JSON.stringify(config)).toString('base64'),
  },
})

/** One pool, synced again and again, with what the last sync said in its status. */
export const story = () => {
  const world = secretWorld()
  let mountedNow: string | undefined
  let pool: BootcNodePool = { ...aPool(), status: { conditions: [] } }
  return {
    world,
    change: (changes: Partial<BootcNodePool>): void => {
      pool = { ...pool, ...changes }
    },
    refer: (pullSecretRef: { name: string; namespace?: string } | undefined): void => {
      const { pullSecretRef: _old, ...spec } = pool.spec
      pool = { ...pool, spec: pullSecretRef === undefined ? spec : { ...spec, pullSecretRef } }
    },
    sync: async (): Promise<PullSecret & { readonly told: ReadonlyArray<string | undefined> }> => {
      const answer = await readPullSecret({ cluster: world, namespace: HOME, mountedNow }, pool)
      mountedNow = answer.mountedSecretName
      const told = pullSecretEvents(pool, answer).map(({ message }) => message.split(':')[0])
      const conditions = answer.condition === undefined ? [] : [answer.condition]
      pool = {
        ...pool,
        status: {
          conditions: setConditions({ previous: pool.status?.conditions, generation: undefined, now: NOW }, conditions),
        },
      }
      return { ...answer, told }
    },
  }
}

export const said = ({ condition }: PullSecret): string => `${condition?.status} ${condition?.reason}`
export const passwordIn = ({ credentials }: PullSecret): string | undefined =>
  credentials?.auths['registry.example']?.password
