import { dirname, join, resolve } from 'node:path'
import type { FileCalls } from './file-calls'

/** As many as the kernel follows in one path (path_resolution(7)). */
const MOST_LINKS = 40

/** What a link says; undefined for what is none, or is not there. */
const targetOf = async (calls: FileCalls, path: string): Promise<string | undefined> => {
  try {
    return await calls.readlink(path)
  } catch {
    return undefined
  }
}

const isReal = async (calls: FileCalls, path: string): Promise<boolean> => {
  try {
    return (await calls.realpath(path)) === path
  } catch {
    return false
  }
}

/** Whether no link is on the way: one or three questions to the kernel answer for most files, however deep they are. */
const hasNoLinks = async (calls: FileCalls, path: string): Promise<boolean> =>
  (await isReal(calls, path)) || ((await isReal(calls, dirname(path))) && (await targetOf(calls, path)) === undefined)

/**
 * The path on this side of an absolute path below `root`, with every link resolved as a process sees it whose root that
 * is (like RESOLVE_IN_ROOT of openat2(2)): the kernel would follow an absolute link of the host to a file of the agent's
 * own container. What is not there stays as it was asked for. Rejects with ELOOP when links lead round in circles.
 */
export const inRoot = async (calls: FileCalls, root: string, path: string): Promise<string> => {
  const plain = join(root, path)
  // A link may be before `..`, and hides before a slash at the end.
  if (resolve(path) === path && (await hasNoLinks(calls, plain))) return plain
  const ahead = path.split('/')
  let links = 0
  let done: ReadonlyArray<string> = []
  for (let name = ahead.shift(); name !== undefined; name = ahead.shift()) {
    if (name === '' || name === '.') continue
    if (name === '..') {
      done = done.slice(0, -1)
      continue
    }
    const target = await targetOf(calls, join(root, ...done, name))
    if (target === undefined) {
      done = [...done, name]
      continue
    }
    links += 1
    if (links > MOST_LINKS) throw Object.assign(new Error(`too many links in ${path}`), { code: 'ELOOP' })
    ahead.unshift(...target.split('/'))
    if (target.startsWith('/')) done = []
  }
  return join(root, ...done)
}
