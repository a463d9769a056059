import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ChartFiles } from './chart'

/** Writes a chart into a folder of its own name, as `helm package` wants it; what was there is replaced. Answers that folder. */
export const writeChart = (output: string, files: ChartFiles): string => {
  const folder = join(output, 'bootc-operator')
  rmSync(folder, { recursive: true, force: true })
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  return folder
}
