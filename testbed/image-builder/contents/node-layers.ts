import type { Entry } from '../oci/entry'
import { baseFiles } from './base-files'
import { certificateFile } from './certificates'
import { programFile } from './program-files'
import type { System } from './system'

/** Where Node is in an image. */
export const NODE = 'usr/bin/node'

/** The Node of an image. */
export interface ImageNode {
  readonly file: string
  /** One of the same release that runs on this machine. */
  readonly running: string
}

/**
 * Two layers with what a bundle needs to run: first the system with its libraries and, if asked for, other programs of
 * it in /usr/bin; then Node itself.
 */
export const nodeLayers = async (
  { file: node, running }: ImageNode,
  system: System,
  programs: ReadonlyArray<string> = [],
): Promise<ReadonlyArray<ReadonlyArray<Entry>>> => [
  [
    ...baseFiles,
    await certificateFile(running),
    ...(await system.libraries([node, ...programs])),
    ...programs.map(from => programFile({ from, to: `usr/bin/${from.slice(from.lastIndexOf('/') + 1)}` })),
  ],
  [programFile({ from: node, to: NODE })],
]
