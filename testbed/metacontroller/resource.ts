/** One kind as the API server serves it. */
export interface Resource {
  readonly apiVersion: string
  readonly plural: string
  readonly kind: string
  readonly namespaced: boolean
  readonly hasStatus: boolean
}
