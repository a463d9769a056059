import { existsSync } from 'node:fs'
import { baseFiles, NONROOT } from '../contents/base-files'
import { certificateFile } from '../contents/certificates'
import { NODE, nodeLayers } from '../contents/node-layers'
import { programFile } from '../contents/program-files'
import type { StartConfig } from '../oci/assemble-image'
import { bundleFile } from './bundle-file'
import { labelsOf } from './labels'
import type { Recipe } from './recipe'

const user: StartConfig['User'] = `${NONROOT}:${NONROOT}`

/** Our test driver, which plays Metacontroller's contract and says so when it starts. */
const driver: Recipe = async ({ source, bundles, node, system }) => ({
  layers: [...(await nodeLayers(await node(), system)), [bundleFile(bundles, 'metacontroller.js')]],
  config: {
    Entrypoint: [`/${NODE}`, '/app/metacontroller.js'],
    Env: ['PATH=/usr/bin', 'NODE_ENV=production'],
    User: user,
    Labels: labelsOf('test driver for Metacontroller', source),
  },
})

const PROGRAM = 'usr/bin/metacontroller'

const binary =
  (path: string): Recipe =>
  async ({ node, system }) => {
    if (!existsSync(path)) throw new Error(`METACONTROLLER=${path} is not there`)
    const libraries = await system.libraries([path])
    return {
      layers: [
        [...baseFiles, ...libraries, await certificateFile((await node()).running)],
        [programFile({ from: path, to: PROGRAM })],
      ],
      // The same entry point as in the official image, so that one Deployment fits both.
      config: { Entrypoint: [`/${PROGRAM}`], Env: ['PATH=/usr/bin'], User: user },
    }
  }

/**
 * For clusters that cannot pull the official image, which is the one to prefer: the binary that METACONTROLLER names, else
 * our test driver. Both take Metacontroller's flags as arguments.
 */
export const metacontroller =
  (path: string | undefined): Recipe =>
  ingredients =>
    (path === undefined || path === '' ? driver : binary(path))(ingredients)
