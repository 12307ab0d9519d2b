import type { AppRouter } from '@roster/api'
import type { ErrorCode as ContractCode } from '@roster/contract'
import { expect, expectTypeOf, test } from 'vitest'
import { isCurrent } from '../build/generate-api.ts'
import type { ErrorCode, RosterApi } from './api.ts'

test.each(['api.ts', 'procedures.ts'] as const)(
  '%s says what the router says (pnpm --filter @roster/client generate:api)',
  (name) => {
    expect(isCurrent(name)).toBe(true)
  },
)

type Types<Namespace extends keyof RosterApi, Name extends keyof RosterApi[Namespace]> =
  AppRouter['_def']['record'][Namespace] extends Readonly<Record<Name, { _def: { $types: infer Found } }>>
    ? Found
    : never
type Inputs<Procedure> = Procedure extends { query(input: infer In): unknown } | { mutate(input: infer In): unknown }
  ? In
  : never
type Outputs<Procedure> = Procedure extends
  | { query(input: never): Promise<infer Out> }
  | { mutate(input: never): Promise<infer Out> }
  ? Out
  : never

test('the flat types are those that tRPC infers', () => {
  expectTypeOf<ErrorCode>().toEqualTypeOf<ContractCode>()
  expectTypeOf<Types<'users', 'get'>>().not.toBeNever()
  expectTypeOf<Inputs<RosterApi['users']['update']>>().not.toBeNever()
  expectTypeOf<Outputs<RosterApi['users']['list']>>().not.toBeNever()
  expectTypeOf<Outputs<RosterApi['users']['get']>>().toExtend<Types<'users', 'get'>['output']>()
  expectTypeOf<Types<'users', 'get'>['output']>().toExtend<Outputs<RosterApi['users']['get']>>()
  expectTypeOf<Types<'users', 'list'>['output']>().toExtend<Outputs<RosterApi['users']['list']>>()
  expectTypeOf<Inputs<RosterApi['users']['update']>>().toExtend<Types<'users', 'update'>['input']>()
  expectTypeOf<Types<'users', 'update'>['input']>().toExtend<Inputs<RosterApi['users']['update']>>()
  expectTypeOf<Types<'audit', 'list'>['output']>().toExtend<Outputs<RosterApi['audit']['list']>>()
})
