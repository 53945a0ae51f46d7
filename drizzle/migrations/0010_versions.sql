CREATE TABLE "visits" (
	"session_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "visits_session_id_user_id_pk" PRIMARY KEY("session_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "blames" (
	"session_id" uuid NOT NULL,
	"path" text NOT NULL,
	"hash" text NOT NULL,
	"versions" jsonb NOT NULL,
	"lines" jsonb NOT NULL,
	CONSTRAINT "blames_session_id_path_hash_pk" PRIMARY KEY("session_id","path","hash")
);
--> statement-breakpoint
CREATE TABLE "looks" (
	"id" uuid PRIMARY KEY NOT NULL,
	"session_id" uuid NOT NULL,
	"version_id" uuid NOT NULL,
	"preview_id" text NOT NULL,
	"sandbox_id" text,
	"sandbox_state" text DEFAULT 'asleep' NOT NULL,
	"sandbox_message" text,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"used_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "looks_preview_id_unique" UNIQUE("preview_id")
);
--> statement-breakpoint
CREATE TABLE "version_pictures" (
	"version_id" uuid PRIMARY KEY NOT NULL,
	"image" "bytea" NOT NULL,
	"type" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "action" jsonb;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "forked_version" uuid;--> statement-breakpoint
ALTER TABLE "versions" ADD COLUMN "merged_id" uuid;--> statement-breakpoint
ALTER TABLE "versions" ADD COLUMN "kind" text DEFAULT 'run' NOT NULL;--> statement-breakpoint
ALTER TABLE "versions" ADD COLUMN "outcome" text DEFAULT 'done' NOT NULL;--> statement-breakpoint
ALTER TABLE "versions" ADD COLUMN "undoes" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "versions" ADD COLUMN "files" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "versions" ADD COLUMN "checks" jsonb;--> statement-breakpoint
ALTER TABLE "versions" ADD COLUMN "name" text;--> statement-breakpoint
ALTER TABLE "versions" ADD COLUMN "starred_by" uuid;--> statement-breakpoint
ALTER TABLE "visits" ADD CONSTRAINT "visits_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "visits" ADD CONSTRAINT "visits_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "blames" ADD CONSTRAINT "blames_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "looks" ADD CONSTRAINT "looks_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "looks" ADD CONSTRAINT "looks_version_id_versions_id_fk" FOREIGN KEY ("version_id") REFERENCES "public"."versions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "looks" ADD CONSTRAINT "looks_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "version_pictures" ADD CONSTRAINT "version_pictures_version_id_versions_id_fk" FOREIGN KEY ("version_id") REFERENCES "public"."versions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "visits_user_id_index" ON "visits" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "looks_version_id_index" ON "looks" USING btree ("version_id");--> statement-breakpoint
CREATE INDEX "looks_session_id_index" ON "looks" USING btree ("session_id");--> statement-breakpoint
ALTER TABLE "versions" ADD CONSTRAINT "versions_starred_by_users_id_fk" FOREIGN KEY ("starred_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;