/** The spec of a BootcNodeUpdate with this order; `nodeUID` says for which machine it is. */
export const specWith = ({ nodeUID = 'uid-1', ...order }: Readonly<Record<string, unknown>>, id = 1) => ({
  node: { nodeUID },
  order: { id, ...order },
})
