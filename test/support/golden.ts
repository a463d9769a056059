import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const folder = join(__dirname, '..', 'golden')

/**
 * The recorded text of a story. `UPDATE_GOLDEN=1` records it anew; a review reads the difference. A story that was
 * never recorded is a failure, not a pass.
 */
export const golden = (title: string, actual: string): string => {
  const file = join(folder, `${title.replace(/[^a-z0-9]+/gi, '-').toLowerCase()}.txt`)
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, actual)
  }
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return `no golden story recorded in ${file}; run the tests once with UPDATE_GOLDEN=1 and read it`
  }
}
