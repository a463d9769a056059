/** Made from the manifests when the hook server is bundled; of the shape Installed. */
declare module 'virtual:installed' {
  export const installed: unknown
}
