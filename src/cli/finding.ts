/** One thing the doctor looked at. `note`: worth knowing; `wrong`: must be put right; `repaired`: was put right. */
export type Finding = { level: 'ok' | 'note' | 'wrong' | 'repaired'; about: string; text: string }

/** Findings about one thing, by their level. */
export function findingsOn(about: string) {
  const say =
    (level: Finding['level']) =>
    (text: string): Finding => ({ level, about, text })
  return { ok: say('ok'), note: say('note'), wrong: say('wrong'), repaired: say('repaired') }
}
