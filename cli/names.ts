import { GROUP } from '../hooks/api/names'
import { commandError, EXIT } from './exit'

interface Kind {
  readonly what: string
  /** Names of the resource, as kubectl takes them; each may be followed by its group. */
  readonly words: ReadonlyArray<string>
  readonly group: string
}

const kind = (what: string, words: ReadonlyArray<string>, group: string = GROUP): Kind => ({ what, words, group })

/** A rollout has the name of its pool, and an update that of its node. */
const POOL: ReadonlyArray<Kind> = [
  kind('BootcNodePool', ['bnp', 'bootcnodepool', 'bootcnodepools']),
  kind('BootcRollout', ['bro', 'bootcrollout', 'bootcrollouts']),
]
const NODE: ReadonlyArray<Kind> = [
  kind('Node', ['no', 'node', 'nodes'], ''),
  kind('BootcNodeUpdate', ['bnu', 'bootcnodeupdate', 'bootcnodeupdates']),
]

const isOf = ({ words, group }: Kind, type: string): boolean =>
  words.some(
    word => type === word || (group !== '' && [`${word}.${group}`, `${word}.v1alpha1.${group}`].includes(type)),
  )

const nameIn = (text: string, kinds: ReadonlyArray<Kind>): string => {
  const [type = '', name, ...others] = text.split('/')
  if (name === undefined) return text
  const what = kinds[0]?.what
  if (name === '' || others.length > 0) throw commandError(EXIT.usage, `"${text}" is not a name, nor TYPE/NAME`)
  if (kinds.some(one => isOf(one, type.toLowerCase()))) return name
  throw commandError(
    EXIT.usage,
    `"${text}": expected a ${what}, such as ${kinds[0]?.words[0]}/${name} or ${name} alone`,
  )
}

/** The name of a pool: `workers`, `bnp/workers`, `bootcnodepools.node.bootc.dev/workers`. Throws a CommandError. */
export const poolName = (text: string): string => nameIn(text, POOL)

/** The name of a node: `node-1`, `node/node-1`, `bnu/node-1`. Throws a CommandError. */
export const nodeName = (text: string): string => nameIn(text, NODE)

/** A pool as `-o name` prints it, and kubectl takes it. */
export const typedPoolName = (name: string): string => `bootcnodepool.${GROUP}/${name}`
