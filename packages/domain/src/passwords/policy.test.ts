import { expect, test } from 'vitest'
import { DomainError } from '../errors.ts'
import { checkPasswordPolicy, type PasswordChoice } from './policy.ts'

const settings = { passwordMinLength: 8, productName: 'Roster' }
const ada = { email: 'ada.lovelace@example.com', name: 'Ada Lovelace' }

function refusal(
  choice: Partial<PasswordChoice> & { password: string },
  changes: Partial<typeof settings> = {},
  field?: string,
) {
  try {
    checkPasswordPolicy({ ...settings, ...changes }, { ...ada, ...choice }, field)
    return undefined
  } catch (error) {
    if (error instanceof DomainError && error.code === 'VALIDATION_FAILED') return error.issues?.[0]
    throw error
  }
}

const code = (...args: Parameters<typeof refusal>) => refusal(...args)?.code

test.each([
  'correct horse battery staple',
  '        ',
  'ada.lovelace@example.org',
  'Ada Lovelace 1815',
  '🔑🐎🔋🖇🪝🧷🪜🧲',
])('"%s" is a password like any other: there are no rules of composition', (password) =>
  expect(refusal({ password })).toBeUndefined(),
)

test('a password below the server’s own minimum is too short, counted in code points', () => {
  expect(refusal({ password: 'elevenchars' }, { passwordMinLength: 12 })).toEqual({
    path: ['password'],
    code: 'password_too_short',
    message: 'Must have at least 12 characters',
  })
  expect(code({ password: '🔑'.repeat(11) }, { passwordMinLength: 12 })).toBe('password_too_short')
  expect(code({ password: '🔑'.repeat(12) }, { passwordMinLength: 12 })).toBeUndefined()
})

test('the refusal stands at the field that the password came in', () => {
  expect(refusal({ password: 'trustno1' }, {}, 'newPassword')?.path).toEqual(['newPassword'])
})

test.each(['trustno1', 'TRUSTNO1', 'Password1'])('the common password %s is refused', (password) => {
  expect(code({ password })).toBe('password_common')
})

test.each(['ada.lovelace@example.com', 'ADA.Lovelace@Example.COM', 'ada.lovelace', 'ADA.LOVELACE'])(
  'the own address is no password: %s',
  (password) => expect(code({ password })).toBe('password_is_email'),
)

test.each(['Ada Lovelace', 'ADA LOVELACE', 'ada lovelace', 'Ａｄａ Lovelace'])(
  'the own name is no password: %s',
  (password) => {
    expect(code({ password })).toBe('password_is_name')
  },
)

test('names are compared by letters, not by lower case alone', () => {
  expect(code({ password: 'GROSSMANN', name: 'Großmann' })).toBe('password_is_name')
})

test('without a name there is none to compare with', () => {
  expect(code({ password: 'Ada Lovelace', name: null })).toBeUndefined()
})

test.each(['my roster password', 'ROSTER-2026', 'xXrOsTeRXx'])(
  'the product’s name in it is refused: %s',
  (password) => {
    expect(code({ password })).toBe('password_contains_product_name')
  },
)

test('a product’s name of several words is found without its spaces too, and words that meet by chance are not it', () => {
  expect(code({ password: 'acmepeople2026' }, { productName: 'Acme People' })).toBe('password_contains_product_name')
  expect(code({ password: '1 Acme People' }, { productName: 'Acme People' })).toBe('password_contains_product_name')
  expect(code({ password: 'hero sterling' })).toBeUndefined()
})

test('a blank product name forbids nothing', () => {
  expect(code({ password: 'some long words' }, { productName: ' ' })).toBeUndefined()
})
