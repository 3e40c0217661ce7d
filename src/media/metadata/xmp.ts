/** Places in XMP: EXIF's GPS schema, and the fields that name a place. */
const placeNames =
  /(exif:GPS\w+|exifEX:GPS\w+|photoshop:(?:City|State|Country)|Iptc4xmpCore:(?:Location|CountryCode)|Iptc4xmpExt:Location\w+)/

/** Whether XMP says where. */
export function hasPlace(xmp: Buffer): boolean {
  return placeNames.test(xmp.toString('latin1'))
}

/** The same XMP with every place blanked by spaces, in place, so that its length stays. */
export function withoutPlaces(xmp: Buffer): Buffer {
  const text = xmp.toString('latin1')
  const name = placeNames.source
  const attribute = new RegExp(`\\s${name}\\s*=\\s*("[^"]*"|'[^']*')`, 'g')
  const empty = new RegExp(`<${name}(\\s[^<>]*)?/>`, 'g')
  const element = new RegExp(`<${name}(?:\\s[^<>]*)?>[\\s\\S]*?</\\1>`, 'g')
  const spaces = (match: string) => ' '.repeat(match.length)
  const cleared = text.replace(attribute, spaces).replace(empty, spaces).replace(element, spaces)
  return Buffer.from(cleared, 'latin1')
}
