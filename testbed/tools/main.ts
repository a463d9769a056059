import { kubernetesBinaries } from './binaries'

// `npx tsx testbed/tools/main.ts` builds what is missing and prints where each program is.
kubernetesBinaries(line => console.error(line)).then(
  binaries => console.log(Object.values(binaries).join('\n')),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  },
)
