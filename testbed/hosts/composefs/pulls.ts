import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { StoredImage } from '../host-state'
import { readJsonFile, writeJsonFile } from '../json-file'
import type { HostLayout } from '../layout'
import { processStart } from '../units'

interface PullRecord {
  readonly pid: number
  readonly started: string
  readonly image: StoredImage
  /** The image of the pull that was there first, or came later. */
  readonly met?: { readonly image: StoredImage; readonly wasFirst: boolean }
}

export interface Pull {
  /** Ends the pull; tells what it met meanwhile. */
  readonly end: () => PullRecord['met']
}

const folderOf = (layout: HostLayout): string => join(layout.dir, 'pulls')

const isAlive = ({ pid, started }: PullRecord): boolean => processStart(pid) === started

/** Nothing on composefs keeps two pulls apart, so each only learns of the other. */
export const beginPull = (layout: HostLayout, image: StoredImage): Pull => {
  const folder = folderOf(layout)
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${randomUUID()}.json`)
  const others = readdirSync(folder).flatMap(name => {
    const record = readJsonFile(join(folder, name)) as PullRecord | undefined
    return record !== undefined && isAlive(record) ? [{ path: join(folder, name), record }] : []
  })
  const mine: PullRecord = { pid: process.pid, started: processStart(process.pid) ?? '', image }
  const [first] = others
  writeJsonFile(path, first === undefined ? mine : { ...mine, met: { image: first.record.image, wasFirst: true } })
  for (const { path: theirs, record } of others) writeJsonFile(theirs, { ...record, met: { image, wasFirst: false } })
  return {
    end: () => {
      const { met } = readJsonFile(path) as PullRecord
      rmSync(path, { force: true })
      return met
    },
  }
}
