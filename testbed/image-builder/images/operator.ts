import { NONROOT } from '../contents/base-files'
import { NODE, nodeLayers } from '../contents/node-layers'
import { bundleFile } from './bundle-file'
import { labelsOf } from './labels'
import type { Recipe } from './recipe'

/**
 * The one image of the product. The hook server is its command; the agent is started with arguments of its own, as root,
 * and enters its host with nsenter. No shell, no package manager, nothing that has to be written.
 */
export const operator: Recipe = async ({ source, bundles, node, system }) => {
  const nsenter = await system.program('nsenter')
  return {
    layers: [
      ...(await nodeLayers(await node(), system, [nsenter])),
      ['hooks.js', 'agent.js'].map(name => bundleFile(bundles, name)),
    ],
    config: {
      Entrypoint: [`/${NODE}`],
      Cmd: ['/app/hooks.js'],
      Env: ['PATH=/usr/bin', 'NODE_ENV=production', `AGENT_VERSION=${source.version}`],
      User: `${NONROOT}:${NONROOT}`,
      WorkingDir: '/app',
      Labels: labelsOf('bootc operator', source),
    },
  }
}
