ALTER TABLE "drafts" ADD COLUMN "authors" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "drafts" ADD COLUMN "revision" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "drafts" ADD COLUMN "taken_by" uuid;--> statement-breakpoint
ALTER TABLE "drafts" ADD COLUMN "taken" "bytea";--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "authors" jsonb;--> statement-breakpoint
UPDATE "messages" SET "authors" = jsonb_build_array("author_id");--> statement-breakpoint
ALTER TABLE "messages" ALTER COLUMN "authors" SET NOT NULL;