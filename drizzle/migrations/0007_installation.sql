CREATE TABLE "installation" (
	"id" text PRIMARY KEY NOT NULL,
	"only" boolean DEFAULT true NOT NULL,
	CONSTRAINT "installation_only_unique" UNIQUE("only")
);
