/** An object with these fields and no others, so that a misspelt one is refused and not overlooked. */
const closed = (description: string, properties: object): object => ({
  description,
  type: 'object',
  additionalProperties: false,
  properties,
})

const image = (description: string): object => ({
  ...closed(description, {
    repository: {
      description: 'Registry and path, without tag or digest.',
      type: 'string',
      pattern: '^[a-z0-9][a-z0-9.-]*(:[0-9]+)?(/[a-z0-9._-]+)+$',
    },
    tag: { type: 'string', pattern: '^([A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?$' },
    digest: { description: 'Goes before the tag.', type: 'string', pattern: '^(sha256:[0-9a-f]{64})?$' },
  }),
  required: ['repository'],
  // One of the two, and not the empty one.
  anyOf: [
    { required: ['tag'], properties: { tag: { minLength: 1 } } },
    { required: ['digest'], properties: { digest: { minLength: 1 } } },
  ],
})

const amounts: object = {
  type: 'object',
  additionalProperties: {
    anyOf: [
      { type: 'string', pattern: '^[0-9]+([.][0-9]+)?(m|k|Ki|M|Mi|G|Gi|T|Ti)?$' },
      { type: 'number', minimum: 0 },
    ],
  },
}

const resources = (of: string): object =>
  closed(`Resources of the container of ${of}.`, { requests: amounts, limits: amounts })

const host = '[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?'
const name = { type: 'string', minLength: 1, maxLength: 253, pattern: '^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$' }

/** values.schema.json: Helm refuses values that it does not allow, and names the field. */
export const valuesSchema: object = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Values of the bootc operator',
  type: 'object',
  additionalProperties: false,
  properties: {
    image: image("The operator's image, which its agents run too."),
    imagePullSecrets: {
      description: 'Secrets in namespace bootc-operator by which the images of the operator and the agents are pulled.',
      type: 'array',
      items: { type: 'object', additionalProperties: false, required: ['name'], properties: { name } },
    },
    logLevel: { description: 'Of the hook server.', enum: ['debug', 'info', 'warn', 'error'] },
    nodeInfoMetric: { description: 'Whether metrics have a series for every node.', type: 'boolean' },
    resources: resources('the hook server'),
    registries: closed('How the operator asks registries for tags.', {
      insecure: {
        description: 'host or host:port, asked over plain HTTP.',
        type: 'array',
        items: { type: 'string', pattern: `^${host}$` },
      },
      ca: {
        description: 'Authorities in PEM, trusted besides the public ones.',
        type: 'string',
        pattern: '^\\s*$|-----BEGIN CERTIFICATE-----',
      },
      logins: {
        description: 'The host by which each of these registries logs in.',
        type: 'object',
        propertyNames: { pattern: `^${host}$` },
        additionalProperties: { type: 'string', pattern: `^${host}$` },
      },
    }),
    metacontroller: closed('The Metacontroller that calls the operator.', {
      enabled: { description: 'false where one runs already.', type: 'boolean' },
      existing: closed('The one that runs already.', { namespace: name, serviceAccount: name }),
      image: image("Metacontroller's image."),
      logLevel: { enum: ['debug', 'info', 'error'] },
      resources: resources('Metacontroller'),
    }),
    openshift: { description: 'Rights to use security context constraints.', type: 'boolean' },
    // Helm gives it to every chart that is part of another one.
    global: { type: 'object' },
  },
}
