import { describe, expect, test } from 'vitest'
import { Email, EmailInput, isEmail, normaliseEmail } from './email.ts'

const LONGEST_DOMAIN = `${'d'.repeat(63)}.${'d'.repeat(63)}.${'d'.repeat(63)}`

describe('an address', () => {
  test.each([
    ['Ada@Example.COM', 'ada@example.com'],
    [' \t\u00a0ada@example.com\r\n\u2003', 'ada@example.com'],
    ['ａｄａ＠ｅｘａｍｐｌｅ．ｃｏｍ', 'ada@example.com'],
    ['\u212Aurt@example.com', 'kurt@example.com'],
    ['ada@example。com', 'ada@example.com'],
    ['ada@exa\u00ADmple.com', 'ada@example.com'],
    ['ada@Bücher.example', 'ada@xn--bcher-kva.example'],
    ['ada@BU\u0308CHER.example', 'ada@xn--bcher-kva.example'],
    ['ada@XN--BCHER-KVA.example', 'ada@xn--bcher-kva.example'],
    ['ada@☃.example', 'ada@xn--n3h.example'],
    ["o'hara+tag.x_y!#$%&*/=?^`{|}~-@example.com", "o'hara+tag.x_y!#$%&*/=?^`{|}~-@example.com"],
    [`${'x'.repeat(64)}@example.com`, `${'x'.repeat(64)}@example.com`],
    [`${'x'.repeat(254 - LONGEST_DOMAIN.length - 1)}@${LONGEST_DOMAIN}`, expect.any(String)],
  ])('%.60j is %.60j, and that stays as it is', (given, normalised) => {
    const parsed = Email.parse(given)
    expect(parsed).toEqual(normalised)
    expect(Email.parse(parsed)).toBe(parsed)
    expect(EmailInput.parse(given.slice(0, 254))).toBe(normaliseEmail(given.slice(0, 254)))
  })

  test.each([
    '',
    '@',
    'ada',
    'ada@',
    '@example.com',
    'ada@localhost',
    'ada@example.com.',
    'ada@.example.com',
    'ada@exam..ple.com',
    'ada@-example.com',
    'ada@example-.com',
    'ada@ex_ample.com',
    'ada@example.com/',
    'ada@example.com?x',
    'ada@example.com#x',
    'ada@example.com:25',
    'ada@user@example.com',
    'ada@example.com%2f',
    'ada@example%2ecom',
    'ada@exam ple.com',
    'ada smith@example.com',
    'ada\u0000@example.com',
    'ada@example.com\u0000',
    'ada@127.0.0.1',
    'ada@127.1',
    'ada@0x7f.1',
    'ada@example.123',
    'ada@[127.0.0.1]',
    'ada@[::1]',
    '"ada"@example.com',
    'ada(comment)@example.com',
    '.ada@example.com',
    'ada.@example.com',
    'a..da@example.com',
    'adä@example.com',
    'İ@example.com',
    'ada\u200d@example.com',
    'ada@exam\u200eple.com',
    '<ada@example.com>',
    'ada@example.com,bob@example.com',
    '\ud800@example.com',
    `${'x'.repeat(65)}@example.com`,
    `ada@${'d'.repeat(64)}.com`,
    `${'x'.repeat(255 - LONGEST_DOMAIN.length - 1)}@${LONGEST_DOMAIN}`,
    `ada@${'ü.'.repeat(100)}com`,
    `ada@${'x'.repeat(100_000)}.com`,
  ])('is not %.60j', (given) => {
    expect(Email.safeParse(given).success).toBe(false)
  })

  test('is decided in no time, however it is made', () => {
    const hostile = [
      `${'a.'.repeat(50_000)}@x.com`,
      `a@${'a-'.repeat(50_000)}`,
      '@'.repeat(100_000),
      `${' '.repeat(1e5)}x`,
    ]
    const start = performance.now()
    for (const text of hostile) expect(Email.safeParse(text).success).toBe(false)
    expect(performance.now() - start).toBeLessThan(1000)
  })
})

describe('what is typed into a sign-in form', () => {
  test.each(['', 'no address', '😀'.repeat(254), 'a@b', '"quoted"@example.com'])('may be %.60j', (given) => {
    expect(EmailInput.parse(given)).toBe(normaliseEmail(given))
  })

  test('has 254 characters at the most and is well-formed', () => {
    for (const given of ['x'.repeat(255), '😀'.repeat(255), '\ud800']) {
      expect(EmailInput.safeParse(given).success).toBe(false)
    }
  })

  test('never becomes an account by its normalisation: what is stored is an address', () => {
    for (const given of ['ada@127.1', 'ada@x\u0000.com', 'ada@[::1]'])
      expect(isEmail(normaliseEmail(given))).toBe(false)
  })
})
