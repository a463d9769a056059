import { findProgram } from './find-program'
import { libraryFiles } from './program-files'
import type { System } from './system'

/** This machine. */
export const ownSystem: System = {
  program: async name => {
    const found = findProgram(name)
    if (found === undefined) throw new Error(`${name} is missing: install the package util-linux`)
    return found
  },
  libraries: libraryFiles,
}
