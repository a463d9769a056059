import type { BundleFile } from './archive'

/** A file of which only a part is in the bundle; sizes in bytes. */
export interface Cut {
  readonly file: string
  readonly bytes: number
  readonly kept: number
  readonly part: 'beginning' | 'end'
}

/** Of a log the end is worth most, of everything else the beginning. */
const partOf = ({ name }: BundleFile): Cut['part'] => (name.startsWith('logs/') ? 'end' : 'beginning')

/** Whole lines of at most this many bytes, from the beginning or the end. */
const wholeLines = (text: string, part: Cut['part'], bytes: number): string => {
  const content = Buffer.from(text)
  if (part === 'beginning') {
    const end = content.subarray(0, bytes).lastIndexOf('\n')
    return content.subarray(0, end + 1).toString()
  }
  const start = content.indexOf('\n', Math.max(0, content.length - bytes - 1))
  return start < 0 ? '' : content.subarray(start + 1).toString()
}

export interface Fitted {
  readonly files: ReadonlyArray<BundleFile>
  readonly cut: ReadonlyArray<Cut>
}

/** The files within `most` bytes in all, the first ones first: what there is no room for is cut at a line, and named. */
export const fitSize = (files: ReadonlyArray<BundleFile>, most: number): Fitted => {
  let room = most
  const kept: BundleFile[] = []
  const cut: Cut[] = []
  for (const file of files) {
    const bytes = Buffer.byteLength(file.text)
    const part = partOf(file)
    const text = bytes <= room ? file.text : wholeLines(file.text, part, room)
    const length = Buffer.byteLength(text)
    if (length < bytes) cut.push({ file: file.name, bytes, kept: length, part })
    if (length > 0 || bytes === 0) kept.push({ name: file.name, text })
    room -= length
  }
  return { files: kept, cut }
}
