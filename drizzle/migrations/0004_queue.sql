CREATE TABLE "suggestions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"session_id" uuid NOT NULL,
	"author_id" uuid NOT NULL,
	"authors" jsonb NOT NULL,
	"text" text NOT NULL,
	"state" text NOT NULL,
	"decided_by" uuid,
	"reason" text,
	"message_id" uuid,
	"seen" boolean DEFAULT false NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "delivery" text DEFAULT 'after' NOT NULL;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "handed_to" uuid;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "handed_step" integer;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "cleared" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "forked_from" uuid;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "queue_paused_by" uuid;--> statement-breakpoint
ALTER TABLE "suggestions" ADD CONSTRAINT "suggestions_session_id_sessions_id_fk" FOREIGN KEY ("session_id") REFERENCES "public"."sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suggestions" ADD CONSTRAINT "suggestions_author_id_users_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "suggestions" ADD CONSTRAINT "suggestions_decided_by_users_id_fk" FOREIGN KEY ("decided_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "suggestions_session_id_state_index" ON "suggestions" USING btree ("session_id","state");--> statement-breakpoint
CREATE INDEX "suggestions_message_id_index" ON "suggestions" USING btree ("message_id");--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_queue_paused_by_users_id_fk" FOREIGN KEY ("queue_paused_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "runs_handed_to_index" ON "runs" USING btree ("handed_to");