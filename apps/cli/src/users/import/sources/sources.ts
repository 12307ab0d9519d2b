import { auth0 } from './auth0.ts'
import { betterAuth } from './better-auth.ts'
import { clerk } from './clerk.ts'
import { django } from './django.ts'
import { firebase } from './firebase.ts'
import { generic } from './generic.ts'
import { keycloak } from './keycloak.ts'
import type { Source } from './source.ts'
import { supabase } from './supabase.ts'

/** By the names that `--from` takes. */
export const sources = {
  generic,
  auth0,
  'better-auth': betterAuth,
  clerk,
  django,
  firebase,
  keycloak,
  supabase,
} as const satisfies Record<string, Source>

export type SourceName = keyof typeof sources

export const sourceNames = Object.keys(sources) as SourceName[]
