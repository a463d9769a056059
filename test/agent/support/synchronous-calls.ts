import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import type { FileCalls, OpenFile } from '../../../agent/host/file-calls'

const opened = (fd: number): OpenFile => ({
  writeFile: async text => writeFileSync(fd, text),
  sync: async () => fsyncSync(fd),
  close: async () => closeSync(fd),
})

/** The same calls in this thread: a hop to a thread of libuv and back costs ten times what a file in memory does. */
export const synchronousCalls: FileCalls = {
  readFile: async (path, encoding) => readFileSync(path, encoding),
  readdir: async path => readdirSync(path),
  readlink: async path => readlinkSync(path),
  realpath: async path => realpathSync.native(path),
  stat: async path => statSync(path),
  mkdir: async (path, options) => mkdirSync(path, options),
  rm: async (path, options) => rmSync(path, options),
  rename: async (from, to) => renameSync(from, to),
  open: async (path, flags, mode) => opened(openSync(path, flags, mode)),
}
