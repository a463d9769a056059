/** A value as JSON carries it: an undefined field is absent. For tests that compare with deepEqual. */
export const asJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
