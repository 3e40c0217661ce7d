import {
  body,
  describeApi,
  fields,
  file,
  type Manners,
  multipart,
  operation,
  queryParameter,
  record,
  text,
  urlencoded,
  whole,
} from '../../server/api-description.ts'

const manners: Manners = {
  good: (data = {}) => record({ data, success: { const: true }, status: { const: 200 } }),
  refused: record({ status_code: whole, error: record({ message: text, code: whole }), status_txt: text }),
  keys: {
    key: {
      type: 'apiKey',
      in: 'query',
      name: 'key',
      description: 'Or the field `key`, or the header `X-API-Key`',
    },
  },
}

/** ImgBB's API as this server speaks it, as an OpenAPI document; `url` is the site's. */
export function describeImgbb(url: string): object {
  return describeApi(manners, {
    title: 'ImgBB API',
    version: '1',
    description:
      'One call that takes a file, base64 or the address of one. Fields may stand in the query as well.',
    server: `${url}/1`,
    paths: {
      '/upload': {
        post: operation(manners, {
          operationId: 'upload',
          summary: 'Upload a picture',
          requestBody: body([multipart, urlencoded], fields(asked)),
          data: image,
          for: 'anyone',
        }),
        get: operation(manners, {
          operationId: 'uploadByAddress',
          summary: 'Upload a picture from its address, or base64',
          parameters: Object.entries({ ...asked, image: text }).map(([name, schema]) =>
            queryParameter(name, schema),
          ),
          data: image,
          for: 'anyone',
        }),
      },
    },
  })
}

const asked = {
  image: { ...file, description: 'The file, base64 of it, or its address' },
  name: { ...text, description: "The file's name and title" },
  expiration: { ...whole, description: 'Seconds, 60 to 15552000; 0: never' },
}

const part = record({ filename: text, name: text, mime: text, extension: text, url: text })

const image = record(
  {
    ...{ id: text, title: text, url_viewer: text, url: text, display_url: text, delete_url: text },
    ...{ width: whole, height: whole, size: whole, time: whole },
    expiration: { ...whole, description: 'Seconds; 0: never' },
    ...{ image: part, thumb: part, medium: part },
  },
  ['medium'],
)
