import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'

/** What is to be in the folder: base64 by file name. */
export type SecretData = Readonly<Record<string, string>>

const replaceLink = (target: string, link: string): void => {
  symlinkSync(target, `${link}_tmp`)
  renameSync(`${link}_tmp`, link)
}

/**
 * Fills a folder as a kubelet does with a Secret that is mounted whole: the files are in a hidden folder of their own, which
 * one link names, and all are exchanged at once with it (k8s.io/kubernetes pkg/volume/util/atomic_writer.go).
 */
export const fillSecretFolder = (folder: string, data: SecretData, before: SecretData): void => {
  mkdirSync(folder, { recursive: true })
  const filled = mkdtempSync(`${folder}/..`)
  for (const [name, value] of Object.entries(data)) writeFileSync(join(filled, name), Buffer.from(value, 'base64'))
  const current = join(folder, '..data')
  const old = existsSync(current) ? readlinkSync(current) : undefined
  replaceLink(basename(filled), current)
  for (const name of Object.keys(data)) {
    if (!(name in before)) replaceLink(join('..data', name), join(folder, name))
  }
  for (const name of Object.keys(before)) {
    if (!(name in data)) rmSync(join(folder, name), { force: true })
  }
  if (old !== undefined) rmSync(join(folder, old), { recursive: true, force: true })
}
