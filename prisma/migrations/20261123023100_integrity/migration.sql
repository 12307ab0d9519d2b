-- Written by hand: what Prisma's schema language cannot say. Its differ neither proposes nor drops any of this.

-- The keys of the sorts in domain/users/list-store.ts, whose expressions must stay the same. No key is ever NULL, so
-- that one row comparison finds the next page; NULL names and times sort last ascending through the first key.
CREATE INDEX "users_name_order_idx" ON "users" (("name" IS NULL), coalesce(lower("name"), ''), "id");
CREATE INDEX "users_last_login_order_idx" ON "users"
  (("last_login_at" IS NULL), coalesce("last_login_at", '1970-01-01 00:00:00+00'::timestamptz), "id");

-- Rules that hold whoever writes.
ALTER TABLE "users"
  ADD CONSTRAINT "users_email_is_lower_case" CHECK ("email" = lower("email")),
  ADD CONSTRAINT "users_email_length" CHECK (octet_length("email") BETWEEN 3 AND 254),
  ADD CONSTRAINT "users_name_length" CHECK (char_length("name") BETWEEN 1 AND 200),
  ADD CONSTRAINT "users_version_is_positive" CHECK ("version" > 0),
  ADD CONSTRAINT "users_anonymised_is_deleted" CHECK ("anonymised_at" IS NULL OR "deleted_at" IS NOT NULL);

ALTER TABLE "sessions"
  ADD CONSTRAINT "sessions_idle_within_lifetime" CHECK ("idle_expires_at" <= "expires_at");

ALTER TABLE "refresh_tokens"
  ADD CONSTRAINT "refresh_tokens_hash_length" CHECK (octet_length("hash") = 32);

ALTER TABLE "one_time_tokens"
  ADD CONSTRAINT "one_time_tokens_hash_length" CHECK (octet_length("hash") = 32),
  ADD CONSTRAINT "one_time_tokens_has_user" CHECK ("user_id" IS NOT NULL OR "purpose" = 'bootstrap_admin');

ALTER TABLE "mails"
  ADD CONSTRAINT "mails_attempts_not_negative" CHECK ("attempts" >= 0);

ALTER TABLE "sign_in_throttles"
  ADD CONSTRAINT "sign_in_throttles_key_length" CHECK (octet_length("key") = 32),
  ADD CONSTRAINT "sign_in_throttles_failures_not_negative" CHECK ("failures" >= 0);

ALTER TABLE "audit_events"
  ADD CONSTRAINT "audit_events_seq_is_positive" CHECK ("seq" > 0),
  ADD CONSTRAINT "audit_events_hash_length" CHECK (octet_length("hash") = 32);

ALTER TABLE "audit_head"
  ADD CONSTRAINT "audit_head_is_one_row" CHECK ("id" = 1),
  ADD CONSTRAINT "audit_head_hash_length" CHECK (octet_length("hash") = 32);

-- The chain begins behind 32 zero bytes.
INSERT INTO "audit_head" ("id", "seq", "hash") VALUES (1, 0, decode(repeat('00', 32), 'hex'));

-- The hash of a row: SHA-256 over a JSON array of the hash before it and every column. JSON quotes what it holds, so
-- that two different rows never read the same; jsonb writes the same value in one way only. Times are whole
-- milliseconds since 1970, as they are stored.
CREATE FUNCTION "audit_event_hash"(
  prev bytea, seq bigint, id uuid, at timestamptz, action text, actor_type text, actor_id uuid, subject_id uuid,
  changes jsonb, request_id text, ip_address text
) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT sha256(convert_to(
    jsonb_build_array(
      encode(prev, 'hex'), seq, id, (extract(epoch FROM "at" AT TIME ZONE 'UTC') * 1000)::bigint, action, actor_type,
      actor_id, subject_id, changes, request_id, ip_address
    )::text, 'UTF8'))
$$;

-- The only way to write an audit event. Its first statement locks the head of the chain until the transaction ends,
-- so make it the last one of a transaction: writers then wait for one insert and a commit.
CREATE FUNCTION "append_audit_event"(
  event_id uuid, event_at timestamptz, event_action text, event_actor_type text, event_actor_id uuid,
  event_subject_id uuid, event_changes jsonb, event_request_id text, event_ip_address text
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  stored_at timestamptz(3) := event_at;
  head "audit_head";
BEGIN
  UPDATE "audit_head" AS h
  SET "seq" = h."seq" + 1,
      "hash" = "audit_event_hash"(h."hash", h."seq" + 1, event_id, stored_at, event_action, event_actor_type,
        event_actor_id, event_subject_id, event_changes, event_request_id, event_ip_address)
  WHERE h."id" = 1
  RETURNING h.* INTO STRICT head;

  INSERT INTO "audit_events" ("seq", "id", "at", "action", "actor_type", "actor_id", "subject_id", "changes",
    "request_id", "ip_address", "hash")
  VALUES (head."seq", event_id, stored_at, event_action, event_actor_type, event_actor_id, event_subject_id,
    event_changes, event_request_id, event_ip_address, head."hash");
END
$$;

-- The places where the chain is broken, in one ordered scan; no row when it is whole.
--   changed: this row does not fit its hash and the one before it (so it, or the hash before it, was edited).
--   missing: from this number on, one or more rows are gone; past the last row, audit_head tells.
CREATE FUNCTION "verify_audit_chain"() RETURNS TABLE (seq bigint, problem text) LANGUAGE sql STABLE AS $$
  WITH link AS (
    SELECT e.*,
      lag(e."seq", 1, 0::bigint) OVER (ORDER BY e."seq") AS prev_seq,
      lag(e."hash", 1, decode(repeat('00', 32), 'hex')) OVER (ORDER BY e."seq") AS prev_hash
    FROM "audit_events" e
  ), tail AS (
    SELECT coalesce(h."seq", -1) AS head_seq, h."hash" AS head_hash,
      coalesce(l."seq", 0) AS last_seq, coalesce(l."hash", decode(repeat('00', 32), 'hex')) AS last_hash
    FROM (SELECT 1) AS one
    LEFT JOIN "audit_head" h ON h."id" = 1
    LEFT JOIN (SELECT e."seq", e."hash" FROM "audit_events" e ORDER BY e."seq" DESC LIMIT 1) l ON true
  )
  SELECT prev_seq + 1, 'missing' FROM link WHERE link."seq" <> prev_seq + 1
  UNION ALL
  SELECT link."seq", 'changed' FROM link
  WHERE link."seq" = prev_seq + 1 AND "hash" <> "audit_event_hash"(prev_hash, link."seq", "id", "at", "action",
    "actor_type", "actor_id", "subject_id", "changes", "request_id", "ip_address")
  UNION ALL
  SELECT last_seq + 1, 'missing' FROM tail WHERE head_seq > last_seq
  UNION ALL
  SELECT last_seq, 'changed' FROM tail WHERE head_seq < last_seq OR (head_seq = last_seq AND head_hash <> last_hash)
  ORDER BY 1, 2
$$;

-- Rows are only ever added. (A superuser can switch a trigger off; the chain shows what was done then.)
CREATE FUNCTION "refuse_audit_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER "audit_events_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_events"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"();

CREATE TRIGGER "audit_head_stays" BEFORE DELETE OR TRUNCATE ON "audit_head"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"();
