import type { Entry } from '../oci/entry'
import { baseFiles } from './base-files'
import { certificateFile } from './certificates'
import { libraryFiles, programFile } from './program-files'

/** Where Node is in an image. */
export const NODE = 'usr/bin/node'

/**
 * Two layers with what a bundle needs to run: first the system with its libraries and, if asked for, other programs of this
 * machine in /usr/bin; then Node itself.
 */
export const nodeLayers = async (
  node: string,
  programs: ReadonlyArray<string> = [],
): Promise<ReadonlyArray<ReadonlyArray<Entry>>> => [
  [
    ...baseFiles,
    await certificateFile(node),
    ...(await libraryFiles([node, ...programs])),
    ...programs.map(from => programFile({ from, to: `usr/bin/${from.slice(from.lastIndexOf('/') + 1)}` })),
  ],
  [programFile({ from: node, to: NODE })],
]
