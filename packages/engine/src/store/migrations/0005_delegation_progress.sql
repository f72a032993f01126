ALTER TABLE "mailroom"."delegated_links" ADD COLUMN "attempts" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "mailroom"."delegated_links" ADD COLUMN "next_attempt_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "mailroom"."provider_guides" ADD COLUMN "push_test_email" text;--> statement-breakpoint
ALTER TABLE "mailroom"."provider_guides" ADD COLUMN "push_test_by" text;