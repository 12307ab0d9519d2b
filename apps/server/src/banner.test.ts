import { expect, test } from 'vitest'
import { type BannerOptions, banner } from './banner.ts'

const development: BannerOptions = {
  productName: 'Roster',
  publicUrl: 'http://127.0.0.1:3000',
  listeningUrl: 'http://127.0.0.1:3000',
  inboxPath: '/dev/inbox',
  setupLink: 'http://127.0.0.1:3000/setup#token=abc',
  engine: 'embedded',
  dataDir: '/srv/.data',
  warnings: [],
  color: false,
}

test('a first start says where everything is, how to make the first administrator, and what to know', () => {
  expect(banner(development)).toMatchInlineSnapshot(`
    "
      Roster is running.

      API            http://127.0.0.1:3000/api/v1
      API reference  http://127.0.0.1:3000/docs
      Console        http://127.0.0.1:3000/
      Mail inbox     http://127.0.0.1:3000/dev/inbox

      There is no administrator yet. This link makes the first one; it works once:
      http://127.0.0.1:3000/setup#token=abc

      ! Data: embedded engine in /srv/.data. A power cut can damage it; production means PostgreSQL (DATABASE_URL).

      Stop with Ctrl+C.
    "
  `)
})

test('a server in production says less', () => {
  const text = banner({
    ...development,
    publicUrl: 'https://id.example.com',
    inboxPath: undefined,
    setupLink: undefined,
    engine: 'postgresql',
    warnings: ['SMTP_URL: is not set'],
  })
  expect(text).toContain('Listening on   http://127.0.0.1:3000')
  expect(text).toContain('! SMTP_URL: is not set')
  expect(text).not.toMatch(/inbox|setup|PostgreSQL/)
})

test('there is colour only where it is wanted', () => {
  expect(banner(development)).not.toContain('\u001b')
  expect(banner({ ...development, color: true })).toContain('\u001b[36m')
})
