import { buildImage, defaultFolder } from './build-image'
import { type CommandLine, parseCommandLine, USAGE } from './command-line'
import { contentsOf } from './contents-of'
import { writeRootfs } from './oci/write-rootfs'
import { pushImage } from './push-image'

const log = (line: string): void => console.error(line)

const run = async ({ image, push, plainHttp, output, rootfs, node, version, platform }: CommandLine): Promise<void> => {
  const options = { log, node, version, platform }
  if (rootfs !== undefined) return writeRootfs(rootfs, await contentsOf(image, options))
  const { folder, digest } = await buildImage(image, output ?? defaultFolder(image, platform), options)
  console.log(`${folder} ${digest}`)
  if (push === undefined) return
  await pushImage(folder, push, { log, plainHttp })
  console.log(`${push} ${digest}`)
}

const commandLine = (): CommandLine | undefined => {
  try {
    return parseCommandLine(process.argv.slice(2))
  } catch (error) {
    log(`${error instanceof Error ? error.message : error}\n\n${USAGE}`)
    return undefined
  }
}

const wanted = commandLine()
if (wanted === undefined) process.exitCode = 1
else {
  run(wanted).catch((error: unknown) => {
    log(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  })
}
