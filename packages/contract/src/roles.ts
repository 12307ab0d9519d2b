import { z } from 'zod'

export const Role = z.enum(['user', 'admin'])
export type Role = z.infer<typeof Role>

export const UserStatus = z.enum(['active', 'disabled', 'deleted'])
export type UserStatus = z.infer<typeof UserStatus>
