import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { contentsOf } from '../../../testbed/image-builder/contents-of'
import type { StartConfig } from '../../../testbed/image-builder/oci/assemble-image'
import { temporaryBundles } from './support/temporary-bundles'

const text = readFileSync('image/Containerfile', 'utf8').replaceAll('\\\n', '')
const lastStage = text.slice(text.lastIndexOf('\nFROM '))

/** The words after each instruction of this name, with the build arguments filled in by their defaults. */
const instructions = (name: string): ReadonlyArray<string> => {
  const args = [...lastStage.matchAll(/^ARG (\w+)=(.*)$/gm)]
  return [...lastStage.matchAll(new RegExp(`^${name} (.*)$`, 'gm'))].map(([, words = '']) =>
    args.reduce((filled, [, arg, value]) => filled.replaceAll(`\${${arg}}`, String(value)), words),
  )
}

const pairs = (words: string): ReadonlyArray<string> =>
  [...words.matchAll(/(\S+)=(?:"([^"]*)"|(\S+))/g)].map(([, key, quoted, bare]) => `${key}=${quoted ?? bare}`)

describe('the Containerfile', () => {
  const bundles = temporaryBundles()
  let config: StartConfig
  before(async () => {
    ;({ config } = await contentsOf('operator', { log: () => undefined, node: process.execPath, bundles: bundles() }))
  })

  it('starts a container as the assembled image does', () => {
    assert.deepEqual(JSON.parse(instructions('ENTRYPOINT').join()), config.Entrypoint)
    assert.deepEqual(JSON.parse(instructions('CMD').join()), config.Cmd)
    assert.deepEqual(instructions('USER'), [config.User])
    assert.deepEqual(instructions('WORKDIR'), [config.WorkingDir])
    assert.deepEqual(instructions('ENV').flatMap(pairs).toSorted(), config.Env?.toSorted())
  })

  it('has the same labels, of the same version', () => {
    const revision = 'org.opencontainers.image.revision'
    const wanted = Object.entries({ ...config.Labels, [revision]: 'unknown' }).map(pair => pair.join('='))
    assert.deepEqual(instructions('LABEL').flatMap(pairs).toSorted(), wanted.toSorted())
  })
})
