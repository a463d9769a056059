import { constants, open as openFile } from 'node:fs'
import * as promises from 'node:fs/promises'
import { Socket } from 'node:net'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Host } from '../ports'
import type { FileCalls } from './file-calls'
import { inRoot } from './in-root'

const isMissing = (error: unknown): boolean => {
  const code = (error as NodeJS.ErrnoException).code
  return code === 'ENOENT' || code === 'ENOTDIR'
}

/** Content first, then the name, then the folder: only so is the file there as a whole after a power cut. */
const replaceDurably = async (calls: FileCalls, path: string, text: string): Promise<void> => {
  await calls.mkdir(dirname(path), { recursive: true, mode: 0o700 })
  // One that a killed agent left may have another mode.
  await calls.rm(`${path}.new`, { force: true })
  const file = await calls.open(`${path}.new`, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await calls.rename(`${path}.new`, path)
  const folder = await calls.open(dirname(path), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

const stampOf = async (calls: FileCalls, root: string, path: string): Promise<string> => {
  try {
    const { mtimeMs, ino } = await calls.stat(await inRoot(calls, root, path))
    return `${ino}@${mtimeMs}`
  } catch {
    return '-'
  }
}

/** Opened for both, so that it neither waits for a writer nor ends when one is gone. */
const listenTo = async (path: string, line: (text: string) => void): Promise<() => void> => {
  const fd = await promisify(openFile)(path, constants.O_RDWR | constants.O_NONBLOCK)
  const socket = new Socket({ fd, readable: true, writable: false })
  let rest = ''
  socket.setEncoding('utf8').on('data', chunk => {
    const lines = `${rest}${chunk}`.split('\n')
    rest = lines.pop() ?? ''
    for (const text of lines) line(text)
  })
  // Nothing but news is lost with it.
  socket.on('error', () => socket.destroy())
  return () => socket.destroy()
}

/** The files of the host below `root`. Names are replaced and removed, never what a link of that name leads to. */
export const hostFiles = (root: string, calls: FileCalls = promises): Omit<Host, 'run'> => ({
  read: async path => {
    try {
      return await calls.readFile(await inRoot(calls, root, path), 'utf8')
    } catch (error) {
      if (isMissing(error)) return undefined
      throw error
    }
  },
  list: async path => {
    try {
      return [...(await calls.readdir(await inRoot(calls, root, path)))].sort()
    } catch (error) {
      if (isMissing(error)) return []
      throw error
    }
  },
  write: async (path, text) =>
    replaceDurably(calls, join(await inRoot(calls, root, dirname(path)), basename(path)), text),
  listen: async (path, line) => listenTo(await inRoot(calls, root, path), line),
  remove: async path => calls.rm(join(await inRoot(calls, root, dirname(path)), basename(path)), { force: true }),
  stamp: async paths => (await Promise.all(paths.map(path => stampOf(calls, root, path)))).join(' '),
})
