/** The calls of node:fs/promises that files of a host are read and written with. */
export interface FileCalls {
  readonly readFile: (path: string, encoding: 'utf8') => Promise<string>
  readonly readdir: (path: string) => Promise<ReadonlyArray<string>>
  readonly readlink: (path: string) => Promise<string>
  readonly realpath: (path: string) => Promise<string>
  readonly stat: (path: string) => Promise<{ readonly mtimeMs: number; readonly ino: number }>
  readonly mkdir: (path: string, options: { readonly recursive: true; readonly mode: number }) => Promise<unknown>
  readonly rm: (path: string, options: { readonly force: true }) => Promise<void>
  readonly rename: (from: string, to: string) => Promise<void>
  readonly open: (path: string, flags: string, mode?: number) => Promise<OpenFile>
}

/** An open file or folder, as much of a FileHandle as is used. */
export interface OpenFile {
  readonly writeFile: (text: string) => Promise<void>
  readonly sync: () => Promise<void>
  readonly close: () => Promise<void>
}
