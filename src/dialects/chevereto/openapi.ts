/** Chevereto's API V1.1 as this server speaks it, as an OpenAPI document; `url` is the site's. */
export function describeChevereto(url: string): object {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Chevereto API V1.1',
      version: '1.1',
      description:
        'One call that takes a file, base64 or the address of one. A field `image` in place of `source` answers as ImgBB does.',
    },
    servers: [{ url: `${url}/api/1` }],
    paths: {
      '/upload': {
        post: {
          operationId: 'upload',
          summary: 'Upload a file',
          description:
            'Fields may stand in the query, the form or JSON. `format=txt` answers the bare address, `redirect` leads to the page.',
          security: [{ key: [] }, { bearer: [] }, {}],
          requestBody: {
            required: true,
            content: {
              'multipart/form-data': { schema: upload },
              'application/x-www-form-urlencoded': { schema: upload },
            },
          },
          responses: {
            200: {
              description: 'Uploaded',
              content: { 'application/json': { schema: { $ref: '#/components/schemas/Uploaded' } } },
            },
            default: {
              description: 'Refused',
              content: { 'application/json': { schema: { $ref: '#/components/schemas/Refused' } } },
            },
          },
        },
      },
    },
    components: {
      securitySchemes: {
        key: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
      schemas: { Uploaded: uploaded, Refused: refused },
    },
  }
}

const text = { type: 'string' }
const whole = { type: 'integer' }
const flag = { type: 'integer', enum: [0, 1] }

const upload = {
  type: 'object',
  required: ['source'],
  properties: {
    source: { description: 'The file, base64 of it, or its address', type: 'string', format: 'binary' },
    key: { type: 'string', description: 'The key, where no header can hold it' },
    title: { type: 'string', maxLength: 100 },
    description: text,
    tags: { type: 'string', description: 'Separated by commas' },
    album_id: text,
    category_id: whole,
    width: { type: 'integer', description: 'Target width in pixels' },
    expiration: { type: 'string', description: 'ISO 8601 duration, or seconds', examples: ['P3D', '3600'] },
    nsfw: flag,
    format: { type: 'string', enum: ['json', 'redirect', 'txt'], default: 'json' },
    use_file_date: { ...flag, description: 'Admins only' },
  },
}

const uploaded = {
  type: 'object',
  required: ['status_code', 'success', 'image', 'status_txt'],
  properties: {
    status_code: { const: 200 },
    success: { type: 'object', properties: { message: text, code: whole } },
    image: {
      type: 'object',
      properties: {
        ...{
          name: text,
          extension: text,
          filename: text,
          mime: text,
          size: whole,
          width: whole,
          height: whole,
        },
        ...{
          url: text,
          url_viewer: text,
          url_short: text,
          display_url: text,
          delete_url: text,
          id_encoded: text,
        },
        ...{
          title: text,
          description: { type: ['string', 'null'] },
          nsfw: flag,
          type: { type: 'string', enum: ['image', 'video'] },
        },
      },
    },
    status_txt: text,
  },
}

const refused = {
  type: 'object',
  properties: {
    status_code: whole,
    error: { type: 'object', properties: { message: text, code: whole } },
    status_txt: text,
  },
}
