CREATE TABLE "mailroom"."delegated_links" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "mailroom"."delegated_links_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"provider" text NOT NULL,
	"email" text NOT NULL,
	"user_id" text,
	"state" text NOT NULL,
	"problem" jsonb,
	"account_id" bigint,
	"sync_from" timestamp with time zone,
	"requested_by" text NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mailroom"."provider_guides" (
	"provider" text PRIMARY KEY NOT NULL,
	"answers" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"done" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"report" jsonb,
	"push_test_started_at" timestamp with time zone,
	"push_test_received_at" timestamp with time zone,
	"push_test_problem" jsonb,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mailroom"."service_accounts" (
	"provider" text PRIMARY KEY NOT NULL,
	"client_id" text NOT NULL,
	"email" text NOT NULL,
	"project_id" text,
	"key_id" text NOT NULL,
	"private_key_sealed" text NOT NULL,
	"token_uri" text NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "mailroom"."accounts" ADD COLUMN "grant_warned_days" integer;--> statement-breakpoint
ALTER TABLE "mailroom"."credentials" ADD COLUMN "kind" text DEFAULT 'consent' NOT NULL;--> statement-breakpoint
ALTER TABLE "mailroom"."credentials" ADD COLUMN "granted_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "mailroom"."delegated_links" ADD CONSTRAINT "delegated_links_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "mailroom"."accounts"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "delegated_links_email" ON "mailroom"."delegated_links" USING btree ("provider","email");