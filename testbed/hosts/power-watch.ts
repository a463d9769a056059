import { type FSWatcher, watch } from 'node:fs'
import { basename } from 'node:path'
import type { HostLayout } from './layout'
import { type PowerRequest, takePowerRequest } from './power-request'

/** Looks this often, in milliseconds, in case the file system told nothing. */
const LOOK_EVERY = 1000

/** Calls back for every request a host makes; the request is taken away first. */
export const watchPowerRequests = (
  layout: HostLayout,
  requested: (request: PowerRequest) => void,
): { readonly close: () => void } => {
  const look = (): void => {
    const request = takePowerRequest(layout)
    if (request !== undefined) requested(request)
  }
  const watcher: FSWatcher = watch(layout.dir, (_event, file) => {
    if (file === basename(layout.powerRequest)) look()
  })
  const timer = setInterval(look, LOOK_EVERY)
  return {
    close: () => {
      watcher.close()
      clearInterval(timer)
    },
  }
}
