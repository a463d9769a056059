import { createServer } from 'node:http'

/** Answers the kubelet as Metacontroller does: it is well for as long as it runs.. */
export const answerProbes = ({ host, port }: { readonly host: string; readonly port: number }): void => {
  const server = createServer((request, response) => {
    const isKnown = request.url === '/healthz' || request.url === '/readyz'
    response.writeHead(isKnown ? 200 : 404, { 'content-type': 'text/plain' }).end(isKnown ? 'ok' : 'not found')
  })
  server.listen(port, host === '' ? undefined : host)
}
