import type { Api } from '../../cli/cluster/api'
import { PATHS } from '../../cli/cluster/fleet'
import { apiWith } from '../cli/support/fake-api'
import type { Store } from '../simulate/store'
import type { World } from '../simulate/world'

const objectsOf = (store: Store) => Object.values(store.all())

/** What `kubectl` and the CLI read of a simulated world, as the API server would answer it. */
export const worldApi = ({ pools, rollouts, updates, nodes }: World): Api =>
  apiWith({
    '/version': { gitVersion: 'v1.36.0' },
    [PATHS.pools]: objectsOf(pools),
    [PATHS.rollouts]: objectsOf(rollouts),
    [PATHS.updates]: objectsOf(updates),
    '/api/v1/nodes': objectsOf(nodes),
  })
