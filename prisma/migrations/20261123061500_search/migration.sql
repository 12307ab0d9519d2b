-- Written by hand: what Prisma's schema language cannot say. Its differ neither proposes nor drops any of this.

-- A search is a LIKE over one text, address and name, in lower case; domain/users/search-store.ts has the same expression.
-- No name and no search holds a line break, so nothing is found across it. Three letters and more go through trigrams.
-- The extension comes with PostgreSQL and may be installed by whoever may create in the database; where it cannot be,
-- searches are slow and right.
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
EXCEPTION WHEN OTHERS THEN
  RAISE NOTICE 'pg_trgm cannot be installed (%): searches will read the whole table', SQLERRM;
END
$$;

DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_opclass WHERE opcname = 'gin_trgm_ops' AND pg_opclass_is_visible(oid)) THEN
    EXECUTE $index$
      CREATE INDEX "users_search_trigrams_idx" ON "users"
        USING gin (lower("email" || E'\n' || coalesce("name", '')) gin_trgm_ops) WITH (gin_pending_list_limit = 512)
    $index$;
  END IF;
END
$$;

-- Two letters have no trigram, and one neither: every pair of neighbours in a text, and each single letter that is not
-- among those of nearly every address. Pairs from the first and from the second letter on, so that each is among them.
CREATE FUNCTION "text_pairs"(text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT string_to_array(regexp_replace($1, '(..)', E'\\1\x01', 'g'), E'\x01')
    || string_to_array(regexp_replace(substr($1, 2), '(..)', E'\\1\x01', 'g'), E'\x01')
    || string_to_array(regexp_replace($1, '[a-z0-9.@ \n]', '', 'g'), NULL)
$$;

CREATE INDEX "users_search_pairs_idx" ON "users"
  USING gin ("text_pairs"(lower("email" || E'\n' || coalesce("name", '')))) WITH (gin_pending_list_limit = 512);

-- The few that are deleted: a list of them would walk past everybody else.
CREATE INDEX "users_deleted_order_idx" ON "users" ("created_at", "id") WHERE "deleted_at" IS NOT NULL;

-- Selectivity of searches is guessed from a sample of these.
ALTER INDEX "users_search_pairs_idx" ALTER COLUMN 1 SET STATISTICS 200;
