import { describe, expect, test } from 'vitest'
import { AuditListQuery } from './audit.ts'
import { ConfirmPasswordReset, NewPassword, PasswordInput, ResetPassword } from './passwords.ts'
import { Login } from './sessions.ts'
import { Name, UserCreate, UserListQuery, UserRead, UserRef, UserUpdate } from './users.ts'

const codesOf = (result: { error?: { issues: readonly { code: string; params?: unknown }[] } }) =>
  result.error?.issues.map((issue) => (issue.params as { code?: string } | undefined)?.code ?? issue.code)

describe('a name', () => {
  test.each([
    ['Ada', 'Ada'],
    ['  Ada Lovelace\n', 'Ada Lovelace'],
    ['Zoe\u0308', 'Zoë'],
    ['𝒳'.repeat(200), '𝒳'.repeat(200)],
    [`${' '.repeat(500)}x`, 'x'],
    ['<b>"; DROP TABLE users; --\\%_', '<b>"; DROP TABLE users; --\\%_'],
  ])('%j is kept as %j', (given, kept) => {
    expect(Name.parse(given)).toBe(kept)
  })

  test.each([
    ['', ['too_short']],
    [' \u2028 ', ['too_short']],
    ['x'.repeat(201), ['too_long']],
    ['𝒳'.repeat(201), ['too_long']],
    ['Ada\nLovelace', ['control_characters']],
    ['Ada\u0000', ['control_characters']],
    ['Ada\u001b[31m', ['control_characters']],
    ['Ada\u0085x', ['control_characters']],
    ['\ud800', ['custom']],
    ['x'.repeat(1001), ['too_big']],
  ])('is not %j', (given, codes) => {
    expect(codesOf(Name.safeParse(given))).toEqual(codes)
  })
})

describe('a new password', () => {
  test.each([
    ['8 spaces', ' '.repeat(8), ' '.repeat(8)],
    ['128 characters of two units', '𝒳'.repeat(128), 'X'.repeat(128)],
    ['emoji', '😀'.repeat(128), '😀'.repeat(128)],
    ['controls and quotes', '\t"\\\u0007 xyz', '\t"\\\u0007 xyz'],
    ['another composition', 'pa\u0308sswo\u0308rd', 'pässwörd'],
    ['spaces around', '  padded  ', '  padded  '],
  ])('of %s is normalised to NFKC, neither trimmed nor cut, and compared as it was typed', (_, given, kept) => {
    expect(NewPassword.parse(given)).toBe(kept)
    expect(PasswordInput.parse(given)).toBe(given)
  })

  test.each([
    ['7 characters', 'x'.repeat(7)],
    ['7 characters of two units', '😀'.repeat(7)],
    ['8 that compose to 4', 'a\u0308'.repeat(4)],
    ['129 characters', 'x'.repeat(129)],
    ['8 that normalise to 144', 'ﷺ'.repeat(8)],
    ['megabytes', 'x'.repeat(1_000_000)],
    ['a lone surrogate', `\ud800${'x'.repeat(10)}`],
  ])('of %s is refused', (_, given) => {
    expect(NewPassword.safeParse(given).success).toBe(false)
  })

  test('may be shorter where it is only compared', () => {
    expect(PasswordInput.parse('')).toBe('')
    expect(PasswordInput.safeParse('x'.repeat(129)).success).toBe(false)
    expect(PasswordInput.safeParse('ﷺ'.repeat(8)).success).toBe(false)
  })
})

describe('an input', () => {
  const valid = { email: 'ada@example.com', password: 'a long enough pass phrase' }
  test.each([
    ['UserCreate', UserCreate, valid],
    ['UserUpdate', UserUpdate, { userId: 'me' }],
    ['UserRef', UserRef, { userId: 'me' }],
    ['Login', Login, valid],
    ['ResetPassword', ResetPassword, {}],
    ['ConfirmPasswordReset', ConfirmPasswordReset, { token: 't', newPassword: valid.password }],
    ['UserListQuery', UserListQuery, {}],
    ['AuditListQuery', AuditListQuery, {}],
  ])('%s refuses every field that is not its own', (_, schema, input) => {
    expect(schema.safeParse(input).success).toBe(true)
    for (const extra of [
      'role',
      'status',
      'emailVerified',
      'passwordHash',
      'id',
      'created_at',
      'constructor',
      'nonsense',
    ]) {
      if (Object.hasOwn(schema.shape, extra)) continue
      expect(schema.safeParse({ ...input, [extra]: 'admin' }).error?.issues).toMatchObject([
        { code: 'unrecognized_keys', keys: [extra] },
      ])
    }
    expect(schema.safeParse(JSON.parse('{"__proto__":{"role":"admin"}}')).success).toBe(false)
    for (const other of [null, [], 'text', 1]) expect(schema.safeParse(other).success).toBe(false)
  })

  test('tells null from absent: null clears a name, and nothing else', () => {
    expect(UserUpdate.parse({ userId: 'me', name: null })).toEqual({ userId: 'me', name: null })
    for (const field of ['email', 'password', 'currentPassword', 'role', 'status', 'ifMatch']) {
      expect(UserUpdate.safeParse({ userId: 'me', [field]: null }).success).toBe(false)
    }
  })

  test('sets no status but `active` and `disabled`', () => {
    expect(UserUpdate.parse({ userId: 'me', status: 'disabled' })).toEqual({ userId: 'me', status: 'disabled' })
    expect(UserUpdate.safeParse({ userId: 'me', status: 'deleted' }).success).toBe(false)
  })

  test('names a user by `me` or a UUID in any case', () => {
    expect(UserRef.parse({ userId: '01936F4E-7A2B-7C31-9F0E-5A1D2C3B4E5F' }).userId).toBe(
      '01936f4e-7a2b-7c31-9f0e-5a1d2c3b4e5f',
    )
    for (const userId of ['', 'ME', 'login', '1', '01936f4e7a2b7c319f0e5a1d2c3b4e5f', ' me', null, 1]) {
      expect(UserRef.safeParse({ userId }).success).toBe(false)
    }
  })

  test('of a list has defaults and bounds', () => {
    expect(UserListQuery.parse({})).toEqual({ limit: 20, sort: '-created_at', includeTotal: false })
    for (const limit of [0, 101, 1.5, -1, Number.NaN, '5', null])
      expect(UserListQuery.safeParse({ limit }).success).toBe(false)
    for (const sort of ['password_hash', 'id', '-', '--name', 'NAME'])
      expect(UserListQuery.safeParse({ sort }).success).toBe(false)
  })

  test.each([
    ['2026-01-31T09:30:00Z', true],
    ['2026-01-31T09:30:00.123456+02:00', true],
    ['0001-01-01T00:00:00Z', true],
    ['9999-12-31T23:59:59-23:59', true],
    ['0000-12-31T23:59:59Z', false],
    ['0001-01-01T00:00:00+00:01', false],
    ['2026-01-31T09:30:00', false],
    ['2026-01-31T09:30Z', false],
    ['2026-01-31', false],
    ['2026-02-30T00:00:00Z', false],
    ['2026-01-31T24:00:00Z', false],
    ['2026-01-31 09:30:00Z', false],
    ['1769851800', false],
  ])('has the time %j as a bound: %s', (bound, accepted) => {
    expect(UserListQuery.safeParse({ createdAfter: bound }).success).toBe(accepted)
    expect(AuditListQuery.safeParse({ before: bound }).success).toBe(accepted)
  })
})

test('what is shown of a user has no room for a hash', () => {
  expect(Object.keys(UserRead.shape)).toEqual([
    'id',
    'email',
    'emailVerified',
    'name',
    'role',
    'status',
    'createdAt',
    'updatedAt',
    'lastLoginAt',
  ])
})
