import assert from 'node:assert/strict'

/** The functions of node:assert that check something. */
const CHECKS = [
  'ok',
  'equal',
  'notEqual',
  'deepEqual',
  'notDeepEqual',
  'match',
  'doesNotMatch',
  'throws',
  'doesNotThrow',
  'rejects',
  'doesNotReject',
] as const

let checked = 0

const counted = <Check extends (...args: never[]) => unknown>(check: Check): Check =>
  ((...args: Parameters<Check>) => {
    checked += 1
    return check(...args)
  }) as Check

let counting = false

/** Every file shares the one module node:assert, so what is counted here is counted whatever file calls it. */
const startCounting = (): void => {
  if (counting) return
  counting = true
  for (const name of CHECKS) Object.assign(assert, { [name]: counted(assert[name] as (...args: never[]) => unknown) })
}

/** How many assertions were made since this process began to count. */
export const assertions = (): number => checked

/** The problem of a case that made no assertion: it passes whatever the code does. */
export const withoutAssertion = (title: string, before: number): Error | undefined =>
  checked === before ? new Error(`“${title}” asserts nothing: a case that returns early proves nothing`) : undefined

/**
 * Fails the suite when one of its cases passes without an assertion; call it in its describe. `passed` gets the title of
 * each case that passed and asserted.
 */
export const everyCaseAsserts = (passed: (title: string) => void = () => undefined): void => {
  startCounting()
  let before = 0
  beforeEach(() => {
    before = assertions()
  })
  afterEach(function () {
    const test = this.currentTest
    if (test?.state !== 'passed') return
    const problem = withoutAssertion(test.title, before)
    if (problem !== undefined) throw problem
    passed(test.title)
  })
}
