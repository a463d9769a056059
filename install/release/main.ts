import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import * as E from 'fp-ts/Either'
import { OPERATOR_VERSION } from '../../hooks/api/version'
import { helmProgram } from '../../testbed/helm/helm'
import { chartFiles } from '../chart/chart'
import { writeChart } from '../chart/write-chart'
import { imageNamed, referenceOf } from '../image-reference'
import { chosenImages, installManifest } from '../manifest'
import { checksumsOf, SUMS, sumsText } from './checksums'
import { krewManifest } from './krew-manifest'
import { metacontrollerBinary } from './metacontroller-binary'
import { mustRun } from './must-run'
import { archiveName, platformOf, programName } from './platforms'
import { releaseNotes } from './release-notes'
import { imageOf, metacontrollerImage, type ReleasePlan, releasePlan } from './release-plan'

const ROOT = join(__dirname, '..', '..')
const MANIFESTS = join(ROOT, 'manifests')

/** What the release's assets are collected in. */
const folder = (): string => {
  const path = resolve(process.env['RELEASE_DIR'] ?? join(ROOT, 'dist', 'release'))
  mkdirSync(path, { recursive: true })
  return path
}

/** A folder for as long as something is made in it. */
const inWorkFolder = async (use: (work: string) => Promise<void>): Promise<void> => {
  const work = mkdtempSync(join(tmpdir(), 'bootc-release-'))
  try {
    await use(work)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

const changelog = (): string => readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8')

const metacontrollerName = (): string => {
  const image = chosenImages(MANIFESTS).find(({ name }) => name === 'metacontroller')
  if (image === undefined) throw new Error('the manifests name no image of Metacontroller')
  return referenceOf(image)
}

const orThrow = <A>(found: E.Either<ReadonlyArray<string> | string, A>): A => {
  if (E.isRight(found)) return found.right
  throw new Error(typeof found.left === 'string' ? found.left : found.left.join('\n'))
}

const planned = (): ReleasePlan =>
  orThrow(
    releasePlan(process.env, {
      version: OPERATOR_VERSION,
      changelog: changelog(),
      metacontroller: metacontrollerName(),
    }),
  )

/** As outputs of a step that others read, and printed. */
const tell = (outputs: string): void => {
  const file = process.env['GITHUB_OUTPUT']
  if (file !== undefined) appendFileSync(file, outputs)
  console.log(outputs.trim())
}

/** Refuses a release that could not be finished, and tells the next jobs where the image goes. */
const plan = async (): Promise<void> => {
  tell(`image=${planned().image}\nversion=${OPERATOR_VERSION}\n`)
}

/** Where images of this repository go, release or not. */
const names = async (): Promise<void> => tell(`image=${orThrow(imageOf(process.env))}\n`)

const byDigest = (image: string | undefined): string => {
  if (image !== undefined && /@sha256:[0-9a-f]{64}$/.test(image)) return image
  throw new Error(`expected the operator's image by digest, repository@sha256:…, got "${image ?? ''}"`)
}

/** install.yaml and the packed chart, with both images by digest. */
const manifests = async (image: string | undefined): Promise<void> => {
  const images = [
    imageNamed('bootc-operator', byDigest(image)),
    imageNamed('metacontroller', orThrow(metacontrollerImage(process.env, metacontrollerName()))),
  ]
  writeFileSync(join(folder(), 'install.yaml'), installManifest(MANIFESTS, images))
  await inWorkFolder(async work => {
    const chart = writeChart(work, chartFiles(MANIFESTS, OPERATOR_VERSION, images))
    await mustRun(await helmProgram(), ['package', chart, '--destination', folder()])
  })
}

/** The command line for the machine that runs this, as `npm run build -- --cli` has made it. */
const cli = async (): Promise<void> => {
  const platform = platformOf(process.platform, process.arch)
  await inWorkFolder(async work => {
    const program = join(work, programName(platform))
    copyFileSync(join(ROOT, 'dist', 'kubectl-bootc'), program)
    chmodSync(program, 0o755)
    copyFileSync(join(ROOT, 'LICENSE'), join(work, 'LICENSE'))
    const archive = archiveName(platform, OPERATOR_VERSION)
    await mustRun('tar', ['-czf', join(folder(), archive), '-C', work, 'LICENSE', programName(platform)])
    console.log(archive)
  })
}

/** Checksums of what the jobs before have collected, and krew's manifest. */
const finish = async (): Promise<void> => {
  const { homepage, downloads } = planned()
  const facts = { version: OPERATOR_VERSION, homepage, downloads, checksums: checksumsOf(folder()) }
  writeFileSync(join(folder(), 'bootc.yaml'), krewManifest(facts))
  writeFileSync(join(folder(), SUMS), sumsText(checksumsOf(folder())))
}

/** Keyless: cosign gets a certificate for the identity of the workflow. */
const sign = async (image: string | undefined): Promise<void> => {
  await mustRun('cosign', ['sign', '--yes', byDigest(image)])
}

const publish = async (): Promise<void> => {
  const { tag } = planned()
  await inWorkFolder(async work => {
    const notes = join(work, 'notes.md')
    writeFileSync(notes, orThrow(releaseNotes(changelog(), OPERATOR_VERSION)))
    const files = readdirSync(folder()).map(name => join(folder(), name))
    await mustRun('gh', ['release', 'create', tag, '--verify-tag', '--title', tag, '--notes-file', notes, ...files])
  })
}

/** For tests on the real one: its program, out of the image of the pinned release. */
const metacontroller = async (output: string | undefined): Promise<void> => {
  if (output === undefined) throw new Error('expected a file to write Metacontroller to')
  const image = orThrow(metacontrollerImage(process.env, metacontrollerName()))
  await metacontrollerBinary(`docker://${image}`, resolve(output))
}

const COMMANDS: Readonly<Record<string, (argument: string | undefined) => Promise<void>>> = {
  plan,
  names,
  manifests,
  cli,
  finish,
  sign,
  publish,
  metacontroller,
}

const main = async ([name = '', argument]: ReadonlyArray<string>): Promise<void> => {
  const command = COMMANDS[name]
  if (command === undefined) throw new Error(`usage: npm run release -- ${Object.keys(COMMANDS).join('|')} [ARGUMENT]`)
  await command(argument)
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
})
