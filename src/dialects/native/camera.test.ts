import { expect, test } from 'vitest'
import { cameraTable, placeTaken } from './camera.ts'

const shown = (fields: object) => cameraTable({ exif: JSON.stringify(fields) })

test('what the camera wrote, as people say it and in order', () => {
  const table = shown({
    Flash: 16,
    FNumber: 2.8,
    ExposureTime: '1/250',
    ISOSpeedRatings: 100,
    Make: 'NIKON CORPORATION',
    Model: 'NIKON Z 6',
    LensMake: 'Sigma',
    LensModel: '35mm F1.4',
    DateTimeOriginal: '2024:05:06 07:08:09',
    OffsetTimeOriginal: '+02:00',
    FocalLength: 35,
    ExposureBiasValue: 0.333,
    ExposureProgram: 3,
    MeteringMode: 5,
    WhiteBalance: 0,
  })
  expect(table.map(({ name, value }) => `${name}: ${value}`)).toEqual([
    'camera: NIKON Z 6',
    'lens: Sigma 35mm F1.4',
    'taken: 2024-05-06 07:08:09 +02:00',
    'exposure: 1/250 s',
    'aperture: f/2.8',
    'iso: 100',
    'focalLength: 35 mm',
    'exposureBias: +0.3 EV',
    'program: Aperture priority',
    'metering: Pattern',
    'flash: Off',
    'whiteBalance: Auto',
  ])
})

test('what is not there, odd or nought is no row', () => {
  expect(cameraTable({ exif: undefined })).toEqual([])
  const odd = { Make: 'Canon', FocalLength: 0, ExposureProgram: 99, Flash: 'x', DateTimeOriginal: 'soon' }
  expect(shown(odd)).toEqual([{ name: 'camera', value: 'Canon' }])
})

test('the place, where it is kept', () => {
  const exif = JSON.stringify({ Make: 'Acme', Latitude: -52.52, Longitude: 13.4 })
  expect(placeTaken({ exif })).toEqual({ latitude: -52.52, longitude: 13.4 })
  expect(placeTaken({ exif: '{"Make":"Acme"}' })).toBeUndefined()
  expect(cameraTable({ exif })).toEqual([{ name: 'camera', value: 'Acme' }])
})
