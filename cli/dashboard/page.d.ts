/** Built from the folder page when the command line is bundled. */
declare module 'virtual:page' {
  export const page: import('./document').PageParts
}
