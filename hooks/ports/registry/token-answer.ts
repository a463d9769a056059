import { fieldsOf, parseJson, textOf } from './json'

/** What may stand in a header. */
const TOKEN = /^[\x21-\x7e]+$/

/**
 * The token of a token service's answer, `token` or `access_token` (distribution, docs/spec/auth/token.md); undefined
 * when it has none that could be sent.
 */
export const tokenIn = (body: Buffer): string | undefined => {
  const fields = fieldsOf(parseJson(body))
  return [fields['token'], fields['access_token']].map(textOf).find(text => text !== undefined && TOKEN.test(text))
}
