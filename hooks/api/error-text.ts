/** What an error says; a refusal of the API server is a record with a message, and no Error. */
export const errorText = (error: unknown): string => {
  const text = (error as { readonly message?: unknown } | undefined)?.message
  return typeof text === 'string' ? text : String(error)
}
