/** An environment in which programs for administrators are found too, whoever started this process. */
export const systemEnv = (env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv => ({
  ...env,
  PATH: `${env['PATH']}:/usr/sbin:/sbin`,
})
