ALTER TABLE "blobs" ADD COLUMN "created_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "deleted_by" uuid;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "used_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_deleted_by_users_id_fk" FOREIGN KEY ("deleted_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "sessions_in_bin" ON "sessions" USING btree ("deleted_at") WHERE deleted_at is not null;--> statement-breakpoint
CREATE INDEX "trees_by_blob" ON "trees" USING gin ("files" jsonb_path_ops);--> statement-breakpoint
CREATE INDEX "versions_tree_hash_index" ON "versions" USING btree ("tree_hash");--> statement-breakpoint
CREATE INDEX "working_files_hash_index" ON "working_files" USING btree ("hash");