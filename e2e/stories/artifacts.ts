import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Cluster } from '../providers/cluster'

const LISTS: Readonly<Record<string, ReadonlyArray<string>>> = {
  'nodes.txt': ['get', 'nodes', '-o', 'wide'],
  'pods.txt': ['get', 'pods', '--all-namespaces', '-o', 'wide'],
  'events.txt': ['get', 'events', '--all-namespaces', '--sort-by=.lastTimestamp'],
  'operator.yaml': ['get', 'bootcnodepools,bootcrollouts,bootcnodeupdates', '-o', 'yaml'],
  'agents.log': [
    'logs',
    '--namespace=bootc-operator',
    '--selector=app.kubernetes.io/name=bootc-agent',
    '--tail=-1',
    '--prefix',
  ],
}

/** Keeps what the cluster says after a story; consoles and journals are in the machines' folders already. */
export const keepArtifacts = async ({ kubectl, keepLogs }: Cluster, folder: string): Promise<void> => {
  mkdirSync(folder, { recursive: true })
  for (const [file, command] of Object.entries(LISTS)) {
    const { stdout, stderr } = await kubectl(...command)
    writeFileSync(join(folder, file), `${stdout}${stderr}`)
  }
  await keepLogs?.(folder)
}
