CREATE TABLE "mailroom"."fetch_failures" (
	"account_id" bigint NOT NULL,
	"remote_id" text NOT NULL,
	"remote_thread_id" text,
	"attempts" integer DEFAULT 1 NOT NULL,
	"next_attempt_at" timestamp with time zone NOT NULL,
	"code" text NOT NULL,
	CONSTRAINT "fetch_failures_account_id_remote_id_pk" PRIMARY KEY("account_id","remote_id")
);
--> statement-breakpoint
ALTER TABLE "mailroom"."fetch_failures" ADD CONSTRAINT "fetch_failures_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "mailroom"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "fetch_failures_due" ON "mailroom"."fetch_failures" USING btree ("account_id","next_attempt_at");