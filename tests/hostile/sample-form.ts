import { createHash, randomBytes } from 'node:crypto'

export const type = 'multipart/form-data; boundary=XX'
/** A part with a text field. */
export const text = (name: string, value: string) =>
  `--XX\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
export const fileHead =
  '--XX\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n'
const picture = randomBytes(200_000)
/** SHA-256 of its file. */
export const expected = createHash('sha256').update(picture).digest('hex')
/** A multipart form as it should be: text, address, a file of 200,000 bytes, text. */
export const whole = Buffer.concat([
  Buffer.from(text('before', '1') + text('source', 'http://example.com/') + fileHead),
  picture,
  Buffer.from(`\r\n${text('after', '2')}--XX--\r\n`),
])
export const typed = { 'Content-Type': type, 'Content-Length': whole.length }
