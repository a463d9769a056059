import { cleanText } from './clean-text'

/** Characters of an error that are shown: the sentence of the API server fits, a proxy's error page is cut. */
const MOST_ERROR = 1000

/** What an error says, fit for a status; a refusal of the API server is a record with a message, and no Error. */
export const errorText = (error: unknown): string => {
  const text = (error as { readonly message?: unknown } | undefined)?.message
  return cleanText(typeof text === 'string' ? text : String(error), MOST_ERROR)
}
