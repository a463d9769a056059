import type { Host } from '../ports'
import { RUN_FOLDER } from './systemd-run'

/** What the last switch was to pull, and whether with enforcement: read by an agent that finds it running, or done. */
const FILE = `${RUN_FOLDER}/switch.image`
const ENFORCED = 'enforced'

export const notePulledImage = (host: Host, image: string, enforced: boolean): Promise<void> =>
  host.write(FILE, enforced ? `${image}\n${ENFORCED}` : image)

const lines = async (host: Host): Promise<ReadonlyArray<string>> => ((await host.read(FILE)) ?? '').trim().split('\n')

export const pulledImage = async (host: Host): Promise<string | undefined> => (await lines(host))[0] || undefined

/** The image of the last switch, if that was to enforce signatures. */
export const enforcedImage = async (host: Host): Promise<string | undefined> => {
  const [image, enforced] = await lines(host)
  return enforced === ENFORCED ? image : undefined
}
