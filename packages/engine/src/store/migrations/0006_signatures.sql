CREATE TABLE "mailroom"."reply_addresses" (
	"account_id" bigint NOT NULL,
	"email" text NOT NULL,
	"reply_to" text NOT NULL,
	CONSTRAINT "reply_addresses_account_id_email_pk" PRIMARY KEY("account_id","email")
);
--> statement-breakpoint
CREATE TABLE "mailroom"."sender_profiles" (
	"user_id" text PRIMARY KEY NOT NULL,
	"title" text NOT NULL,
	"phone" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mailroom"."signature_defaults" (
	"account_id" bigint NOT NULL,
	"email" text NOT NULL,
	"new_signature_id" bigint,
	"reply_signature_id" bigint,
	CONSTRAINT "signature_defaults_account_id_email_pk" PRIMARY KEY("account_id","email")
);
--> statement-breakpoint
CREATE TABLE "mailroom"."signature_images" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"file_name" text NOT NULL,
	"mime_type" text NOT NULL,
	"size_bytes" integer NOT NULL,
	"hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mailroom"."signatures" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "mailroom"."signatures_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"user_id" text,
	"name" text NOT NULL,
	"html" text NOT NULL,
	"is_locked" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "mailroom"."accounts" ADD COLUMN "sender_name" text;--> statement-breakpoint
ALTER TABLE "mailroom"."reply_addresses" ADD CONSTRAINT "reply_addresses_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "mailroom"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mailroom"."signature_defaults" ADD CONSTRAINT "signature_defaults_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "mailroom"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mailroom"."signature_defaults" ADD CONSTRAINT "signature_defaults_new_signature_id_signatures_id_fk" FOREIGN KEY ("new_signature_id") REFERENCES "mailroom"."signatures"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mailroom"."signature_defaults" ADD CONSTRAINT "signature_defaults_reply_signature_id_signatures_id_fk" FOREIGN KEY ("reply_signature_id") REFERENCES "mailroom"."signatures"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "signatures_user" ON "mailroom"."signatures" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "signatures_shared" ON "mailroom"."signatures" USING btree ((user_id is null)) WHERE user_id is null;