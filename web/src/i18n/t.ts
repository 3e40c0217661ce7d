import { page } from '$app/state'
import { isKey, type Key, messageOf } from './catalog.svelte.ts'
import { formattersOf, writeBytes, writeRelative, writeSpan } from './figures.ts'
import { defaultLocale, type Locale } from './locales.ts'
import { format, type Values } from './message.ts'

/** The language of the page. While rendering on the server: only within components. */
export function locale(): Locale {
  return (page.data as { locale?: Locale }).locale ?? defaultLocale
}

/** A text in the language of the page, with its values put in. */
export function t(key: Key, values?: Values): string {
  return format(messageOf(locale(), key), locale(), values)
}

/** The text of a key that was put together, else the fallback's: `tOr('errors.' + code, 'errors.internal')`. */
export function tOr(key: string, fallback: Key, values?: Values): string {
  return t(isKey(locale(), key) ? key : fallback, values)
}

/** `1,234` */
export const number = (value: number): string => formattersOf(locale()).number.format(value)

/** `45%` for 0.45. */
export const percent = (share: number): string => formattersOf(locale()).percent.format(share)

/** `1.5 MB` */
export const bytes = (size: number): string => writeBytes(size, locale())

/** `30 days`, from milliseconds. */
export const span = (milliseconds: number): string => writeSpan(milliseconds, locale())

/** `22 Nov 2026`, from milliseconds since 1970. */
export const date = (time: number): string => formattersOf(locale()).date.format(time)

/** `22 Nov 2026, 10:30`, from milliseconds since 1970. */
export const dateTime = (time: number): string => formattersOf(locale()).dateTime.format(time)

/** `3 hours ago`, from milliseconds since 1970. */
export const relative = (time: number, now: number): string => writeRelative(time, now, locale())

/** `JPEG, PNG and GIF` */
export const list = (items: readonly string[]): string => formattersOf(locale()).list.format(items)
