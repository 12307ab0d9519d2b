-- AlterTable
ALTER TABLE "users" ADD COLUMN     "import_digest" BYTEA;

-- CreateIndex
CREATE INDEX "users_import_digest_idx" ON "users"("import_digest");
