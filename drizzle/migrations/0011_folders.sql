DROP INDEX "trees_by_blob";--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "checks" jsonb;--> statement-breakpoint
ALTER TABLE "blobs" ADD COLUMN "encoding" text DEFAULT 'raw' NOT NULL;--> statement-breakpoint
ALTER TABLE "blobs" ADD COLUMN "binary" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "trees" ADD COLUMN "names" text[];--> statement-breakpoint
ALTER TABLE "trees" ADD COLUMN "hashes" "bytea"[];--> statement-breakpoint
ALTER TABLE "trees" ALTER COLUMN "files" DROP NOT NULL;--> statement-breakpoint
CREATE TEMP TABLE "tree_items" ("tree" text NOT NULL, "path" text NOT NULL, "depth" integer NOT NULL, "hash" text NOT NULL) ON COMMIT DROP;--> statement-breakpoint
CREATE TEMP TABLE "tree_folders" ("tree" text NOT NULL, "path" text NOT NULL, "depth" integer NOT NULL, "hash" text NOT NULL, "names" text[] NOT NULL, "hashes" "bytea"[] NOT NULL) ON COMMIT DROP;--> statement-breakpoint
INSERT INTO "tree_items"
	SELECT t."hash", f->>'path', length(f->>'path') - length(replace(f->>'path', '/', '')), f->>'hash'
	FROM "trees" t, jsonb_array_elements(t."files") f;--> statement-breakpoint
-- The deepest folders first: a folder's hash is part of the one that it lies in.
DO $$
DECLARE
	level integer;
BEGIN
	FOR level IN REVERSE coalesce((SELECT max("depth") FROM "tree_items"), -1)..0 LOOP
		INSERT INTO "tree_folders"
			SELECT "tree", "folder", level - 1,
				encode(sha256(convert_to(string_agg("hash" || ' ' || "name" || E'\n', '' ORDER BY "name" COLLATE "C"), 'UTF8')), 'hex'),
				array_agg("name" ORDER BY "name" COLLATE "C"),
				array_agg(decode("hash", 'hex') ORDER BY "name" COLLATE "C")
			FROM (
				SELECT "tree", "hash", regexp_replace("path", '[^/]+/?$', '') AS "folder", substring("path" from '[^/]+/?$') AS "name"
				FROM "tree_items" WHERE "depth" = level
			) AS "items"
			GROUP BY "tree", "folder";
		INSERT INTO "tree_items"
			SELECT "tree", "path", "depth", "hash" FROM "tree_folders" WHERE "depth" = level - 1 AND level > 0;
	END LOOP;
END $$;--> statement-breakpoint
INSERT INTO "tree_folders"
	SELECT "hash", '', -1, encode(sha256(''), 'hex'), '{}', '{}' FROM "trees" WHERE "files" = '[]'::jsonb;--> statement-breakpoint
INSERT INTO "trees" ("hash", "names", "hashes")
	SELECT DISTINCT ON ("hash") "hash", "names", "hashes" FROM "tree_folders" ON CONFLICT DO NOTHING;--> statement-breakpoint
UPDATE "versions" v SET "tree_hash" = f."hash" FROM "tree_folders" f WHERE f."tree" = v."tree_hash" AND f."path" = '';--> statement-breakpoint
DELETE FROM "trees" WHERE "files" IS NOT NULL;--> statement-breakpoint
DROP TABLE "tree_items";--> statement-breakpoint
DROP TABLE "tree_folders";--> statement-breakpoint
ALTER TABLE "trees" DROP COLUMN "files";--> statement-breakpoint
ALTER TABLE "trees" ALTER COLUMN "names" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "trees" ALTER COLUMN "hashes" SET NOT NULL;--> statement-breakpoint
CREATE INDEX "trees_by_child" ON "trees" USING gin ("hashes");--> statement-breakpoint
UPDATE "versions" SET "kind" = 'start' WHERE "number" = 0;--> statement-breakpoint
UPDATE "versions" v SET "outcome" = r."status" FROM "runs" r WHERE r."id" = v."run_id" AND r."status" IN ('failed', 'cancelled', 'timed_out');
