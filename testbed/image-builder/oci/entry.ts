/** One thing in an image's file system. `path` is relative to its root, without a slash at either end; `mode` as in chmod. */
export type Entry =
  | { readonly kind: 'directory'; readonly path: string; readonly mode: number }
  | { readonly kind: 'file'; readonly path: string; readonly mode: number; readonly content: Buffer }
  | { readonly kind: 'symlink'; readonly path: string; readonly target: string }

export const directory = (path: string, mode = 0o755): Entry => ({ kind: 'directory', path, mode })

export const file = (path: string, content: Buffer | string, mode = 0o644): Entry => ({
  kind: 'file',
  path,
  mode,
  content: Buffer.from(content),
})

export const symlink = (path: string, target: string): Entry => ({ kind: 'symlink', path, target })
