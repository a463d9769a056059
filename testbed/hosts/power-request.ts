import { rmSync } from 'node:fs'
import { readJsonFile, writeJsonFile } from './json-file'
import type { HostLayout } from './layout'

/** How a host asks the machine around it to go down; the machine takes the file away when it has seen it. */
export type PowerRequest = 'reboot' | 'soft-reboot' | 'hang'

export const requestPower = (layout: HostLayout, request: PowerRequest): void =>
  writeJsonFile(layout.powerRequest, { request })

export const takePowerRequest = (layout: HostLayout): PowerRequest | undefined => {
  const read = readJsonFile(layout.powerRequest)
  if (read === undefined) return undefined
  rmSync(layout.powerRequest, { force: true })
  return (read as { request: PowerRequest }).request
}
