import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'

/** Looks every 25 ms until it is so; fails after `seconds`. */
export const until = async (what: string, look: () => boolean | Promise<boolean>, seconds = 240): Promise<void> => {
  const deadline = Date.now() + seconds * 1000
  while (!(await look())) {
    if (Date.now() > deadline) assert.fail(`waited ${seconds} s for ${what}`)
    await sleep(25)
  }
}
