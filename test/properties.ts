import fc from 'fast-check'

/**
 * The same cases in every run, so that a failure is of the change and not of the day: `CASES=3000 SEED=7` looks further.
 * What a property of its own asks for goes before.
 */
const CASES = process.env['CASES']
fc.configureGlobal({
  seed: Number(process.env['SEED'] ?? 4),
  ...(CASES === undefined ? {} : { numRuns: Number(CASES) }),
})
