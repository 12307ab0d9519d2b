/**
 * Characters that a terminal acts on, or that change the order or place of what is around them: C0, DEL, C1, the
 * bidirectional controls (CVE-2021-42574), line and paragraph separators, invisible spaces and fillers, tags, and
 * halves of surrogate pairs.
 */
const HARMFUL =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
  /[\u0000-\u001F\u007F-\u009F\u00AD\u061C\u115F\u1160\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\u{E0000}-\u{E007F}\p{Surrogate}]/gu

const spelt = (character: string): string => {
  const code = character.codePointAt(0) ?? 0
  return code > 0xff_ff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`
}

/** Text from elsewhere, fit for a terminal: what would act on it is spelt out, as in `\u001b`. */
export const printable = (text: string): string => text.replace(HARMFUL, spelt)

/** The same within JSON, where it still means the same character. */
export const printableJson = (json: string): string =>
  json.replace(HARMFUL, (character) =>
    character === '\n'
      ? character
      : Array.from({ length: character.length }, (_, index) =>
          spelt(String.fromCharCode(character.charCodeAt(index))),
        ).join(''),
  )

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })
/** East Asian wide and full-width characters (UAX #11), as far as fonts agree on them. */
const WIDE =
  /^[\u1100-\u115E\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}/u
const COMBINING = /^\p{M}/u

const widthOfOne = (grapheme: string): number => (COMBINING.test(grapheme) ? 0 : WIDE.test(grapheme) ? 2 : 1)

/** How many columns a terminal gives to text without controls. */
export function widthOf(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length
  let width = 0
  for (const { segment } of segmenter.segment(text)) width += widthOfOne(segment)
  return width
}

/** Text in so many columns: cut with an ellipsis when it is longer. */
export function fit(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text
  let kept = ''
  let width = 0
  for (const { segment } of segmenter.segment(text)) {
    width += widthOfOne(segment)
    if (width > columns - 1) break
    kept += segment
  }
  return `${kept}…`
}

/** Text with spaces behind it, up to so many columns. */
export const padTo = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - widthOf(text)))
