import type { StoredImage } from '../host-state'
import type { ImageLayer } from '../registry'

/** bootc cuts the id of a layer to this many hex digits. */
const LAYER_ID = 21

const sum = (layers: ReadonlyArray<ImageLayer>): number => layers.reduce((total, { size }) => total + size, 0)

/** `ProgressBytes` of a pull that has `share` (0 to 1) of the layers it needs. */
export const pulling = ({ digest, layers }: StoredImage, needed: ReadonlyArray<ImageLayer>, share: number): object => {
  const bytes = Math.floor(sum(needed) * share)
  const [first] = needed
  const id = first?.digest.replace('sha256:', '').slice(0, LAYER_ID) ?? ''
  const layer = { bytes, bytesCached: 0, bytesTotal: sum(needed), description: `layer: ${id}`, id, subtask: 'layer' }
  return {
    bytes,
    bytesCached: sum(layers) - sum(needed),
    bytesTotal: sum(needed),
    description: `Pulling Image: ${digest}`,
    id: digest,
    steps: share === 1 ? needed.length : 0,
    stepsCached: layers.length - needed.length,
    stepsTotal: needed.length,
    subtasks: [layer],
    task: 'pulling',
    type: 'ProgressBytes',
  }
}

/** The same on composefs, by bootc-contract.md §2.5 (not recorded): one task with a name of its own, and no others after it. */
export const composefsPulling = (event: object): object => ({
  ...event,
  id: 'composefs-pull',
  ...('subtasks' in event && Array.isArray(event.subtasks)
    ? { subtasks: event.subtasks.map((subtask: object) => ({ ...subtask, subtask: 'composefs_layer' })) }
    : {}),
})

const steps = (
  task: string,
  id: string,
  numbers: readonly [number, number],
  subtasks: ReadonlyArray<object>,
): object => ({
  description: task === 'importing' ? 'Importing Image' : 'Deploying Image',
  id,
  steps: numbers[0],
  stepsCached: 0,
  stepsTotal: numbers[1],
  subtasks,
  task,
  type: 'ProgressSteps',
})

const subtask = (completed: boolean, description: string, id: string, name = id): object => ({
  completed,
  description,
  id,
  subtask: name,
})

/** The two events of an import (recorded step 095). */
export const importing = (id: string): ReadonlyArray<object> =>
  [false, true].map(done => steps('importing', id, [done ? 1 : 0, 1], [subtask(done, 'Importing Image', 'importing')]))

/** The five events of a staging, its doubled last subtask included (recorded step 095). */
export const staging = (id: string): ReadonlyArray<object> => {
  const merging = (done: boolean): object => subtask(done, 'Merging Image', 'fetching', 'merging')
  const deploying = (done: boolean): object => subtask(done, 'Deploying Image', 'deploying')
  const bound = (done: boolean): object => subtask(done, 'Pulling Bound Images', 'bound_images')
  const cleanup = (done: boolean): object => subtask(done, 'Removing old images', 'cleanup')
  const stages: ReadonlyArray<readonly [number, ReadonlyArray<object>]> = [
    [0, [merging(false)]],
    [1, [merging(true), deploying(false)]],
    [1, [merging(true), deploying(true), bound(false)]],
    [2, [merging(true), deploying(true), bound(true), cleanup(false)]],
    [3, [merging(true), deploying(true), bound(true), cleanup(true), cleanup(true)]],
  ]
  return stages.map(([at, subtasks]) => steps('staging', id, [at, 3], subtasks))
}
