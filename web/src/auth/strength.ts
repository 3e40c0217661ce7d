/** How hard a password is to guess, from 0 (refused) to 4. Rough: length first, then how much differs in it. */
export function strengthOf(password: string, known: readonly string[] = []): 0 | 1 | 2 | 3 | 4 {
  if ([...password].length < 8) return 0
  const lower = password.toLowerCase()
  const isKnown = known.some((word) => word.length > 2 && lower.includes(word.toLowerCase()))
  if (isKnown || common.test(lower) || isSequence(lower)) return 1
  const different = new Set(password).size
  const classes = [/\p{Ll}/u, /\p{Lu}/u, /\p{N}/u, /[^\p{L}\p{N}]/u, /[^\p{ASCII}]/u]
  const alphabet = classes.filter((each) => each.test(password)).length
  const bits = Math.min([...password].length, different * 1.6) * (2.6 + alphabet * 0.8)
  if (bits < 38) return 1
  if (bits < 52) return 2
  return bits < 68 ? 3 : 4
}

const common =
  /^(password|passw0rd|qwerty|iloveyou|letmein|welcome|admin|woaini|abc123|monkey|dragon)[\d!.]*$/

/** Whether each character only goes one on from the one before, or stays. */
function isSequence(text: string): boolean {
  let steps = 0
  for (let at = 1; at < text.length; at++) {
    if (Math.abs(text.charCodeAt(at) - text.charCodeAt(at - 1)) <= 1) steps++
  }
  return steps >= text.length - 2
}
