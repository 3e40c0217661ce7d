/** SM.MS API v2 as this server speaks it, as an OpenAPI document; `url` is the site's. */
export function describeSmms(url: string): object {
  return {
    openapi: '3.1.1',
    info: {
      title: 'SM.MS API v2',
      version: '2',
      description:
        'Every answer is an envelope: `success`, `code`, `message`, `data`, `RequestId`. Refusals are 200 too, but ' +
        'for 413 (too large), 429 (too many) and 500. `format=xml`, in the query or the form, answers XML.',
    },
    servers: [{ url: `${url}/api/v2` }],
    paths: {
      '/token': {
        post: call('token', 'The key of an account', {
          body: form({ username: text, password: text }, 'application/x-www-form-urlencoded'),
        }),
      },
      '/profile': { post: call('profile', 'The account that a key belongs to', { signed: true }) },
      '/upload': {
        post: call('upload', 'Upload a file', {
          body: form(
            { smfile: { type: 'string', format: 'binary' }, format: formats },
            'multipart/form-data',
          ),
          about:
            'As a guest without a key. The same bytes again: `image_repeated`, with the address in `images`.',
        }),
      },
      '/history': {
        get: call('history', 'What guests of this address uploaded of late', {
          parameters: [formatParameter],
        }),
      },
      '/clear': { get: call('clear', 'Forget that list; the files stay', { parameters: [formatParameter] }) },
      '/upload_history': {
        get: call('uploadHistory', 'What the account uploaded, 100 a page', {
          signed: true,
          parameters: [
            { name: 'page', in: 'query', schema: { type: 'integer', minimum: 1 } },
            formatParameter,
          ],
        }),
      },
      '/delete/{hash}': {
        get: call('delete', 'Delete a file by its deletion hash', deletion),
        post: call('deleteByPost', 'Delete a file by its deletion hash', deletion),
      },
    },
    components: {
      securitySchemes: {
        key: {
          type: 'apiKey',
          in: 'header',
          name: 'Authorization',
          description: 'The key itself, with or without `Basic ` before it',
        },
      },
      schemas: { Envelope: envelope, Image: image },
    },
  }
}

const text = { type: 'string' }
const whole = { type: 'integer' }
const formats = { type: 'string', enum: ['json', 'xml'], default: 'json' }
const formatParameter = { name: 'format', in: 'query', schema: formats }

const deletion = {
  parameters: [{ name: 'hash', in: 'path', required: true, schema: text }, formatParameter],
}

const envelope = {
  type: 'object',
  required: ['success', 'code', 'message', 'RequestId'],
  properties: {
    success: { type: 'boolean' },
    code: { type: 'string', examples: ['success', 'image_repeated', 'unauthorized', 'flood'] },
    message: text,
    data: {
      description: 'One image of an upload, a list of them of the histories, an account or a key',
      anyOf: [
        { $ref: '#/components/schemas/Image' },
        { type: 'array', items: { $ref: '#/components/schemas/Image' } },
        { type: 'object' },
      ],
    },
    images: {
      type: 'string',
      description: 'Of a repeated upload: the address of the file that is here already',
    },
    RequestId: { type: 'string', format: 'uuid' },
  },
}

const image = {
  type: 'object',
  properties: {
    file_id: whole,
    width: whole,
    height: whole,
    size: whole,
    filename: text,
    storename: text,
    path: text,
    hash: text,
    url: text,
    delete: text,
    page: text,
  },
}

type Told = { body?: object; signed?: boolean; about?: string; parameters?: object[] }

function call(operationId: string, summary: string, { body, signed, about, parameters }: Told): object {
  return {
    operationId,
    summary,
    ...(about !== undefined && { description: about }),
    ...(parameters && { parameters }),
    ...(body && { requestBody: body }),
    security: signed ? [{ key: [] }] : [{}, { key: [] }],
    responses: {
      200: {
        description: 'The envelope',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Envelope' } } },
      },
    },
  }
}

function form(properties: object, type: string): object {
  return { required: true, content: { [type]: { schema: { type: 'object', properties } } } }
}
