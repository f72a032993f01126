CREATE UNLOGGED TABLE "mailroom"."listed_messages" (
	"account_id" bigint NOT NULL,
	"run" text NOT NULL,
	"list" integer NOT NULL,
	"remote_id" text NOT NULL,
	"remote_thread_id" text,
	"position" integer NOT NULL,
	CONSTRAINT "listed_messages_account_id_run_remote_id_list_pk" PRIMARY KEY("account_id","run","remote_id","list")
);
--> statement-breakpoint
ALTER TABLE "mailroom"."accounts" ADD COLUMN "identities_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "mailroom"."accounts" ADD COLUMN "locale" text;--> statement-breakpoint
ALTER TABLE "mailroom"."link_transactions" ADD COLUMN "mailbox" jsonb;--> statement-breakpoint
ALTER TABLE "mailroom"."link_transactions" ADD COLUMN "missing_scopes" jsonb;--> statement-breakpoint
ALTER TABLE "mailroom"."link_transactions" ADD COLUMN "locale" text;--> statement-breakpoint
ALTER TABLE "mailroom"."provider_guides" ADD COLUMN "last_link" jsonb;--> statement-breakpoint
ALTER TABLE "mailroom"."listed_messages" ADD CONSTRAINT "listed_messages_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "mailroom"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "listed_messages_order" ON "mailroom"."listed_messages" USING btree ("account_id","run","position") WHERE "mailroom"."listed_messages"."list" = 0;