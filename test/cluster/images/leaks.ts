import { basename } from 'node:path'
import { logFilesIn } from '../../../testbed/lab/log-files'
import type { World } from '../support/world'
import { labFolder } from './shelf'

const OURS = '/apis/node.bootc.dev/v1alpha1'
const PLACES = [
  ...['bootcnodepools', 'bootcrollouts', 'bootcnodeupdates', 'bootcpoolscopes'].map(kind => `${OURS}/${kind}`),
  '/api/v1/events',
  '/api/v1/nodes',
  '/api/v1/namespaces/bootc-operator/pods',
  '/apis/apps/v1/daemonsets',
]

const metricsOf = ({ lab }: World): Promise<string> =>
  fetch(`http://127.0.0.1:${lab.hooks.probePort}/metrics`).then(answer => answer.text())

/** A secret, and the forms in which it travels. */
const formsOf = (username: string, password: string): ReadonlyArray<string> => [
  password,
  Buffer.from(`${username}:${password}`).toString('base64').replace(/=+$/, ''),
]

/** Where any of these passwords stands in what all processes wrote and in all objects that are no Secrets. */
export const searchFor = async (
  world: World,
  accounts: ReadonlyArray<{ readonly username: string; readonly password: string }>,
): Promise<ReadonlyArray<string>> => {
  const secrets = accounts.flatMap(({ username, password }) => formsOf(username, password))
  const logs = logFilesIn(labFolder(world)).map(({ path, text }) => ({ name: basename(path), text }))
  const objects = await Promise.all(
    PLACES.map(async path => ({ name: basename(path), text: JSON.stringify(await world.api.get(path)) })),
  )
  const texts = [...logs, ...objects, { name: 'metrics', text: await metricsOf(world) }]
  return texts.filter(({ text }) => secrets.some(secret => text.includes(secret))).map(({ name }) => name)
}
