import * as E from 'fp-ts/Either'

/** Ends the process with one line per problem: what it cannot run with, it must not half run with. */
export const orRefuse = <A>(result: E.Either<ReadonlyArray<string>, A>): A => {
  if (E.isRight(result)) return result.right
  for (const problem of result.left) console.error(problem)
  process.exit(1)
}
