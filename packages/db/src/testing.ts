export { createTestDb, type TestDb, type TestDbOptions } from './testing/create-test-db.ts'
export { type TestDatabaseSettings, testSettings } from './testing/settings.ts'
