import { describe, expect, test } from 'vitest'
import type { Fields } from '../record.ts'
import type { SourceOptions } from './source.ts'
import { type SourceName, sources } from './sources.ts'

const SIGNER_KEY = 'jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA=='
const OPTIONS: SourceOptions = {
  keepAdmins: false,
  emailsVerified: false,
  ignoreUnknown: false,
  isCsv: false,
  firebase: { signerKey: SIGNER_KEY, saltSeparator: 'Bw==', rounds: 8, memCost: 14 },
}

const adapt = (from: SourceName, fields: Fields, options: Partial<SourceOptions> = {}) =>
  sources[from].adapt(fields, { ...OPTIONS, ...options })

const UUID = '1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed'
const BCRYPT = '$2b$10$U4C0ZY8OG8y41F9LusfKyu3HRMBL0rCZcKBVsXhgr.n8Ou6FPhzO2'

test('Auth0: a user of the export job, and one of the file with hashes', () => {
  const exported = {
    user_id: 'auth0|65a0f2',
    email: 'jane@example.com',
    email_verified: true,
    name: 'jane@example.com',
    given_name: 'Jane',
    family_name: 'Doe',
    created_at: '2023-01-31T09:30:00.000Z',
    last_login: '2024-01-31T09:30:00.000Z',
    blocked: true,
  }
  expect(adapt('auth0', exported)).toEqual({
    sourceId: 'auth0|65a0f2',
    row: {
      email: 'jane@example.com',
      emailVerified: true,
      name: 'Jane Doe',
      status: 'disabled',
      createdAt: '2023-01-31T09:30:00.000Z',
      lastLoginAt: '2024-01-31T09:30:00.000Z',
    },
  })
  const hashed = { _id: { $oid: '657376510000000000000001' }, email: 'a@example.com', passwordHash: BCRYPT }
  expect(adapt('auth0', hashed)).toMatchObject({ sourceId: hashed._id.$oid, row: { passwordHash: BCRYPT } })
  const custom = {
    email: 'a@example.com',
    custom_password_hash: { algorithm: 'argon2', hash: { value: '$argon2id$…' } },
  }
  expect(adapt('auth0', custom)).toMatchObject({ row: { passwordHash: '$argon2id$…' } })
})

test('Clerk: the CSV of its dashboard', () => {
  const fields = {
    id: 'user_2YDryYFVMM1W1plDDKz7Gzf4we6',
    first_name: 'Jane',
    last_name: 'Doe',
    username: '',
    primary_email_address: 'jane@example.com',
    verified_email_addresses: 'other@example.com|jane@example.com',
    unverified_email_addresses: '',
    password_digest: BCRYPT,
    password_hasher: 'bcrypt',
  }
  expect(adapt('clerk', fields)).toEqual({
    sourceId: fields.id,
    row: { email: 'jane@example.com', emailVerified: true, name: 'Jane Doe', passwordHash: BCRYPT },
  })
  const firebase = {
    ...fields,
    password_hasher: 'scrypt_firebase',
    password_digest: 'aGFzaA==$c2FsdA==$a2V5$Bw==$8$14',
  }
  expect(adapt('clerk', firebase)).toMatchObject({
    row: { passwordHash: '$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=a2V5$c2FsdA==$aGFzaA==' },
  })
})

test('Supabase: a row of auth.users', () => {
  const fields = {
    id: UUID.toUpperCase(),
    role: 'authenticated',
    email: 'jane@example.com',
    encrypted_password: BCRYPT,
    email_confirmed_at: '2024-01-15 10:30:00.123456+00',
    last_sign_in_at: '',
    raw_user_meta_data: '{"full_name":"Jane Doe"}',
    created_at: '2024-01-15 10:30:00+02',
    banned_until: '2999-01-01 00:00:00+00',
    deleted_at: '',
  }
  expect(adapt('supabase', fields)).toEqual({
    row: {
      id: UUID,
      email: 'jane@example.com',
      emailVerified: true,
      emailVerifiedAt: '2024-01-15T10:30:00.123456Z'.replace('Z', '+00:00'),
      name: 'Jane Doe',
      status: 'disabled',
      passwordHash: BCRYPT,
      createdAt: '2024-01-15T10:30:00+02:00',
    },
  })
})

describe('Firebase', () => {
  const fields = {
    localId: 'ylMwtQiYn0U3Pp7d3CzNsXQ9t8w2',
    email: 'jane@example.com',
    emailVerified: true,
    passwordHash: 'lSrfV15cpx95_sZS2W9c9Kp6i_LVgQNDNC_qzrCnh1SAyZvqmZqAjTdn3aoItz-VHjoZilo78198JAdRuid5lQ==',
    salt: '42xEC-ixf3L2lw==',
    displayName: 'Jane Doe',
    createdAt: '1486324027000',
    lastSignedInAt: '1486324027123',
    disabled: false,
  }

  test('a user of its export, with the parameters of the project', () => {
    expect(adapt('firebase', fields)).toEqual({
      sourceId: fields.localId,
      row: {
        email: 'jane@example.com',
        emailVerified: true,
        name: 'Jane Doe',
        passwordHash: `$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=${SIGNER_KEY}$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==`,
        createdAt: '2017-02-05T19:47:07.000Z',
        lastLoginAt: '2017-02-05T19:47:07.123Z',
      },
    })
  })

  test('a hash without the key of the project says where the key is', () => {
    const firebase = { ...OPTIONS.firebase, signerKey: undefined }
    expect(() => adapt('firebase', fields, { firebase })).toThrow('signer key')
    expect(adapt('firebase', { email: 'a@example.com' }, { firebase })).toEqual({ row: { email: 'a@example.com' } })
  })
})

describe('Keycloak', () => {
  const user = (credential: object) => ({
    id: UUID,
    createdTimestamp: 1_690_887_741_455,
    username: 'jane',
    enabled: false,
    emailVerified: true,
    firstName: 'Jane',
    lastName: 'Doe',
    email: 'jane@example.com',
    realmRoles: ['admin'],
    credentials: [{ type: 'otp', secretData: '{}' }, credential],
  })
  const modern = {
    type: 'password',
    secretData: '{"value":"G4pk+QxlaYGLOqaO4wDUgA==","salt":"VaXa3H3OJXXujl+cRg66HA==","additionalParameters":{}}',
    credentialData: '{"hashIterations":27500,"algorithm":"pbkdf2-sha256","additionalParameters":{}}',
  }

  test('a user of an export', () => {
    expect(adapt('keycloak', user(modern))).toEqual({
      row: {
        id: UUID,
        email: 'jane@example.com',
        emailVerified: true,
        name: 'Jane Doe',
        status: 'disabled',
        passwordHash: '$pbkdf2-sha256$27500$VaXa3H3OJXXujl+cRg66HA$G4pk+QxlaYGLOqaO4wDUgA',
        createdAt: '2023-08-01T11:02:21.455Z',
      },
    })
    expect(adapt('keycloak', user(modern), { keepAdmins: true })).toMatchObject({ row: { role: 'admin' } })
  })

  test.each([
    [
      'argon2',
      {
        type: 'password',
        secretData: '{"value":"PMj1VthGWlVYthrRiAjw76UQf0Hqjcwn+jMRxTfS0GE=","salt":"ULCOILY1KOlp6uOW"}',
        credentialData:
          '{"hashIterations":5,"algorithm":"argon2","additionalParameters":{"hashLength":["32"],"memory":["7168"],"type":["id"],"version":["1.3"],"parallelism":["1"]}}',
      },
      '$argon2id$v=19$m=7168,t=5,p=1$ULCOILY1KOlp6uOW$PMj1VthGWlVYthrRiAjw76UQf0Hqjcwn+jMRxTfS0GE',
    ],
    [
      'the form before Keycloak 8',
      { type: 'password', hashedSaltedValue: 'AAAA', salt: 'BBBB', hashIterations: 20_000, algorithm: 'pbkdf2' },
      '$pbkdf2$20000$BBBB$AAAA',
    ],
  ])('a password in %s', (_, credential, passwordHash) => {
    expect(adapt('keycloak', user(credential))).toMatchObject({ row: { passwordHash } })
  })

  test('the account of a service is nobody', () => {
    expect(adapt('keycloak', { username: 'service-account-x', serviceAccountClientId: 'x' })).toHaveProperty('skipped')
  })
})

test('better-auth: a user with the password of their account, joined or nested', () => {
  const hash = `${'a'.repeat(32)}:${'b'.repeat(128)}`
  const joined = {
    id: 'kJ8sh2',
    email: 'jane@example.com',
    email_verified: 't',
    name: 'Jane Doe',
    role: 'user,admin',
    banned: 'f',
    password: hash,
    created_at: '2024-01-15 10:30:00',
  }
  expect(adapt('better-auth', joined, { keepAdmins: true })).toEqual({
    sourceId: 'kJ8sh2',
    row: {
      email: 'jane@example.com',
      emailVerified: true,
      name: 'Jane Doe',
      role: 'admin',
      passwordHash: hash,
      createdAt: '2024-01-15T10:30:00Z',
    },
  })
  const nested = {
    id: UUID,
    email: 'jane@example.com',
    emailVerified: false,
    accounts: [
      { providerId: 'google', password: null },
      { providerId: 'credential', password: hash },
    ],
  }
  expect(adapt('better-auth', nested)).toEqual({
    row: { id: UUID, email: 'jane@example.com', emailVerified: false, passwordHash: hash },
  })
})

test('Django: a dump and a row of auth_user; nobody becomes an administrator unasked', () => {
  const fields = {
    password: 'pbkdf2_sha256$260000$salt$digest',
    last_login: '2024-01-31T09:30:00Z',
    is_superuser: true,
    username: 'jane',
    first_name: '',
    last_name: '',
    email: 'jane@example.com',
    is_active: true,
    date_joined: '2020-01-31T09:30:00.123Z',
  }
  const row = {
    email: 'jane@example.com',
    name: 'jane',
    passwordHash: fields.password,
    createdAt: '2020-01-31T09:30:00.123Z',
    lastLoginAt: '2024-01-31T09:30:00Z',
  }
  expect(adapt('django', { model: 'auth.user', pk: 7, fields })).toMatchObject({ sourceId: '7', row })
  expect(adapt('django', { model: 'auth.group', pk: 1, fields: {} })).toHaveProperty('skipped')
  const admin = adapt('django', { id: '7', ...fields, is_superuser: 't', is_active: 'f' }, { keepAdmins: true })
  expect(admin).toMatchObject({ row: { role: 'admin', status: 'disabled' } })
  const unusable = adapt('django', { id: '8', ...fields, password: '!dj3' })
  expect('row' in unusable && unusable.row.passwordHash).toBeUndefined()
})

describe('generic', () => {
  test('takes what an export has, as it is', () => {
    const fields = { id: UUID, email: 'a@example.com', name: "'=1", email_verified_at: null, surprise: 1 }
    expect(adapt('generic', fields)).toEqual({
      row: { id: UUID, email: 'a@example.com', name: "'=1", emailVerifiedAt: null, surprise: 1 },
    })
    expect(adapt('generic', fields, { ignoreUnknown: true })).not.toHaveProperty('row.surprise')
  })

  test('reads the cells of CSV', () => {
    const cells = { email: 'a@example.com', name: "'=1", email_verified: 'Yes', created_at: '2024-01-15', role: '' }
    expect(adapt('generic', cells, { isCsv: true })).toEqual({
      row: { email: 'a@example.com', name: '=1', emailVerified: true, createdAt: '2024-01-15T00:00:00Z' },
    })
  })

  test('knows its columns', () => {
    expect(() => sources.generic.checkColumns?.(['name'], OPTIONS)).toThrow('no column email')
    expect(() => sources.generic.checkColumns?.(['email', 'phone'], OPTIONS)).toThrow('no field phone')
    sources.generic.checkColumns?.(['email', 'phone'], { ...OPTIONS, ignoreUnknown: true })
  })
})
