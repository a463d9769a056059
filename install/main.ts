import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { OPERATOR_VERSION } from '../hooks/api/version'
import { chartFiles } from './chart/chart'
import { writeChart } from './chart/write-chart'
import { imageNamed, tagWarnings } from './image-reference'
import { chosenImages, installManifest } from './manifest'
import { withPhaseTables } from './phase-tables'
import { poolReference } from './pool-reference'
import { withRunbooksAt } from './runbooks'

const MANIFESTS = join(__dirname, '..', 'manifests')

const RULES = join(MANIFESTS, 'monitoring', 'prometheus-rule.yaml')
const POOL_REFERENCE = join(__dirname, '..', 'docs', 'pool.md')
const CONCEPTS = join(__dirname, '..', 'docs', 'concepts.md')

const USAGE =
  'npm run manifests -- [--operator-image=REPOSITORY@sha256:…] [--metacontroller-image=REPOSITORY@sha256:…] [--runbooks=URL] [--output=FILE] [--chart=FOLDER]'

const main = (): void => {
  const text = { type: 'string' } as const
  const options = { 'operator-image': text, 'metacontroller-image': text, output: text, runbooks: text, chart: text }
  const { values } = parseArgs({ options })
  const images = [
    ...(values['operator-image'] === undefined ? [] : [imageNamed('bootc-operator', values['operator-image'])]),
    ...(values['metacontroller-image'] === undefined
      ? []
      : [imageNamed('metacontroller', values['metacontroller-image'])]),
  ]
  const output = values.output ?? join(MANIFESTS, 'install.yaml')
  writeFileSync(output, installManifest(MANIFESTS, images))
  if (values.runbooks !== undefined) writeFileSync(RULES, withRunbooksAt(readFileSync(RULES, 'utf8'), values.runbooks))
  writeFileSync(POOL_REFERENCE, poolReference(MANIFESTS))
  writeFileSync(CONCEPTS, withPhaseTables(readFileSync(CONCEPTS, 'utf8')))
  for (const warning of tagWarnings(chosenImages(MANIFESTS, images))) console.error(`warning: ${warning}`)
  console.log(`wrote ${output}, docs/pool.md and the tables of docs/concepts.md`)
  if (values.chart !== undefined) {
    const chart = writeChart(values.chart, chartFiles(MANIFESTS, OPERATOR_VERSION, images))
    console.log(`wrote the Helm chart ${chart}`)
  }
}

try {
  main()
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\nusage: ${USAGE}`)
  process.exitCode = 1
}
