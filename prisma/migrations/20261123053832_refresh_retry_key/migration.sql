-- AlterTable
ALTER TABLE "refresh_tokens" ADD COLUMN "retry_key_hash" BYTEA;

-- Written by hand: what Prisma's schema language cannot say.
ALTER TABLE "refresh_tokens" ADD CONSTRAINT "refresh_tokens_retry_key_hash_length" CHECK (octet_length("retry_key_hash") = 32);
