import { goProgram } from '../tools/go-program'
import { lastLines, runProgram } from '../tools/run-program'

/** What kstatus makes of one object, and the sentence that a user of Flux or Helm reads. */
export interface KstatusVerdict {
  readonly status: 'Current' | 'InProgress' | 'Failed' | 'Terminating' | 'NotFound' | 'Unknown'
  readonly message: string
}

const KSTATUS = { folder: __dirname, name: 'kstatus', what: 'kstatus (once, about 1 min)' }

/** What the rules of cli-utils say of each of these objects, in their order. */
export const kstatusOf = async (objects: ReadonlyArray<object>): Promise<ReadonlyArray<KstatusVerdict>> => {
  const { code, stdout, stderr } = await runProgram(await goProgram(KSTATUS), [], { input: JSON.stringify(objects) })
  if (code !== 0) throw new Error(`kstatus: ${lastLines(stderr)}`)
  return JSON.parse(stdout) as ReadonlyArray<KstatusVerdict>
}
