-- CreateTable
CREATE TABLE "activity_counts" (
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "activity" TEXT NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "activity_counts_pkey" PRIMARY KEY ("starts_at","activity")
);

-- Written by hand: what Prisma's schema language cannot say.

ALTER TABLE "activity_counts" ADD CONSTRAINT "activity_counts_are_positive" CHECK ("count" > 0);

-- The few that are disabled, counted and listed without a look at all the others.
CREATE INDEX "users_disabled_order_idx" ON "users" ("created_at", "id") WHERE "status" = 'disabled' AND "deleted_at" IS NULL;

-- The living sessions, counted from the index alone.
CREATE INDEX "sessions_living_idx" ON "sessions" ("idle_expires_at") WHERE "revoked_at" IS NULL;

-- The mails that wait, of all that were ever sent.
CREATE INDEX "mails_waiting_idx" ON "mails" ("next_attempt_at") WHERE "sent_at" IS NULL AND "dropped_at" IS NULL;
