CREATE SCHEMA "mailroom";
--> statement-breakpoint
CREATE TABLE "mailroom"."account_days" (
	"account_id" bigint NOT NULL,
	"day" date NOT NULL,
	"message_count" integer NOT NULL,
	CONSTRAINT "account_days_account_id_day_pk" PRIMARY KEY("account_id","day")
);
--> statement-breakpoint
CREATE TABLE "mailroom"."account_languages" (
	"account_id" bigint NOT NULL,
	"language" text NOT NULL,
	"message_count" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "account_languages_account_id_language_pk" PRIMARY KEY("account_id","language")
);
--> statement-breakpoint
CREATE TABLE "mailroom"."accounts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "mailroom"."accounts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"user_id" text NOT NULL,
	"provider" text NOT NULL,
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"email" text NOT NULL,
	"display_name" text,
	"status" text NOT NULL,
	"problem" jsonb,
	"sync_from" timestamp with time zone,
	"cursor" jsonb,
	"backfill" jsonb,
	"phase" text DEFAULT 'waiting' NOT NULL,
	"phase_started_at" timestamp with time zone,
	"phase_done" integer DEFAULT 0 NOT NULL,
	"phase_total" integer,
	"message_count" integer DEFAULT 0 NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"last_synced_at" timestamp with time zone,
	"next_sync_at" timestamp with time zone,
	"watch_expires_at" timestamp with time zone,
	"grant_expires_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mailroom"."actions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "mailroom"."actions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"user_id" text NOT NULL,
	"kind" text NOT NULL,
	"before" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"undone_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "mailroom"."attachments" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "mailroom"."attachments_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"message_id" bigint NOT NULL,
	"part_path" text NOT NULL,
	"file_name" text NOT NULL,
	"mime_type" text NOT NULL,
	"size_bytes" integer NOT NULL,
	"content_id" text,
	"is_inline" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mailroom"."audit" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "mailroom"."audit_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"user_id" text,
	"action" text NOT NULL,
	"account_id" bigint,
	"outcome" text NOT NULL,
	"data" jsonb DEFAULT '{}'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mailroom"."change_counters" (
	"user_id" text PRIMARY KEY NOT NULL,
	"last" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mailroom"."changes" (
	"user_id" text NOT NULL,
	"number" bigint NOT NULL,
	"kind" text NOT NULL,
	"account_id" bigint,
	"ids" jsonb NOT NULL,
	"new_mail" boolean DEFAULT false NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "changes_user_id_number_pk" PRIMARY KEY("user_id","number")
);
--> statement-breakpoint
CREATE TABLE "mailroom"."commands" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "mailroom"."commands_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account_id" bigint NOT NULL,
	"action_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"message_ids" jsonb NOT NULL,
	"remote_ids" jsonb NOT NULL,
	"folders_added" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"folders_removed" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"flags" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"problem" jsonb,
	"attempts" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"done_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "mailroom"."correspondents" (
	"account_id" bigint NOT NULL,
	"email" text NOT NULL,
	"name" text,
	"sent_count" integer DEFAULT 0 NOT NULL,
	"received_count" integer DEFAULT 0 NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	"search" "tsvector" NOT NULL,
	CONSTRAINT "correspondents_account_id_email_pk" PRIMARY KEY("account_id","email")
);
--> statement-breakpoint
CREATE TABLE "mailroom"."credentials" (
	"account_id" bigint PRIMARY KEY NOT NULL,
	"refresh_token_sealed" text NOT NULL,
	"access_token_sealed" text,
	"access_expires_at" timestamp with time zone,
	"scope" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mailroom"."folders" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "mailroom"."folders_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account_id" bigint NOT NULL,
	"remote_id" text NOT NULL,
	"role" text,
	"name" text NOT NULL,
	"color" text,
	"is_hidden" boolean DEFAULT false NOT NULL,
	"total_threads" integer DEFAULT 0 NOT NULL,
	"unread_threads" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mailroom"."identities" (
	"account_id" bigint NOT NULL,
	"email" text NOT NULL,
	"name" text,
	"is_primary" boolean DEFAULT false NOT NULL,
	"is_default" boolean DEFAULT false NOT NULL,
	"is_verified" boolean DEFAULT true NOT NULL,
	"reply_to" text,
	"signature_html" text,
	CONSTRAINT "identities_account_id_email_pk" PRIMARY KEY("account_id","email")
);
--> statement-breakpoint
CREATE TABLE "mailroom"."installation" (
	"key" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mailroom"."link_transactions" (
	"id" text PRIMARY KEY NOT NULL,
	"state_hash" text NOT NULL,
	"user_id" text NOT NULL,
	"browser_hash" text NOT NULL,
	"provider" text NOT NULL,
	"verifier_sealed" text NOT NULL,
	"nonce" text NOT NULL,
	"account_id" bigint,
	"return_to" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"consumed_at" timestamp with time zone,
	CONSTRAINT "link_transactions_state_hash_unique" UNIQUE("state_hash")
);
--> statement-breakpoint
CREATE TABLE "mailroom"."message_folders" (
	"message_id" bigint NOT NULL,
	"folder_id" bigint NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	CONSTRAINT "message_folders_message_id_folder_id_pk" PRIMARY KEY("message_id","folder_id")
);
--> statement-breakpoint
CREATE TABLE "mailroom"."message_texts" (
	"message_id" bigint PRIMARY KEY NOT NULL,
	"account_id" bigint NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"search" "tsvector" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mailroom"."messages" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "mailroom"."messages_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account_id" bigint NOT NULL,
	"thread_id" bigint NOT NULL,
	"remote_id" text NOT NULL,
	"message_id_header" text,
	"in_reply_to" text,
	"references" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"subject" text NOT NULL,
	"from_name" text,
	"from_email" text,
	"reply_to" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"to" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"cc" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"bcc" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"sent_at" timestamp with time zone,
	"snippet" text NOT NULL,
	"size_bytes" integer NOT NULL,
	"is_read" boolean NOT NULL,
	"is_starred" boolean NOT NULL,
	"is_draft" boolean NOT NULL,
	"has_attachments" boolean NOT NULL,
	"list_unsubscribe" text,
	"parse_state" text NOT NULL,
	"source_hash" text NOT NULL,
	"source_kind" text NOT NULL,
	"is_discarded" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mailroom"."outbox" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "mailroom"."outbox_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account_id" bigint NOT NULL,
	"user_id" text NOT NULL,
	"submission_id" text NOT NULL,
	"state" text NOT NULL,
	"send_at" timestamp with time zone NOT NULL,
	"message_id_header" text NOT NULL,
	"content" jsonb NOT NULL,
	"progress" jsonb,
	"attempts" integer DEFAULT 0 NOT NULL,
	"started_at" timestamp with time zone,
	"next_attempt_at" timestamp with time zone,
	"problem" jsonb,
	"remote_id" text,
	"remote_thread_id" text,
	"thread_id" bigint,
	"message_id" bigint,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mailroom"."provider_clients" (
	"provider" text PRIMARY KEY NOT NULL,
	"client_id" text NOT NULL,
	"client_secret_sealed" text NOT NULL,
	"project_id" text,
	"endpoints" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"status" text DEFAULT 'untested' NOT NULL,
	"problem" jsonb,
	"tested_at" timestamp with time zone,
	"push_topic" text,
	"push_service_account" text,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mailroom"."thread_folders" (
	"folder_id" bigint NOT NULL,
	"thread_id" bigint NOT NULL,
	"latest_at" timestamp with time zone NOT NULL,
	"is_unread" boolean NOT NULL,
	CONSTRAINT "thread_folders_thread_id_folder_id_pk" PRIMARY KEY("thread_id","folder_id")
);
--> statement-breakpoint
CREATE TABLE "mailroom"."threads" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "mailroom"."threads_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account_id" bigint NOT NULL,
	"remote_id" text NOT NULL,
	"subject" text NOT NULL,
	"snippet" text NOT NULL,
	"latest_at" timestamp with time zone NOT NULL,
	"message_count" integer NOT NULL,
	"unread_count" integer NOT NULL,
	"is_starred" boolean NOT NULL,
	"has_attachments" boolean NOT NULL,
	"has_draft" boolean NOT NULL,
	"senders" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mailroom"."timeline" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "mailroom"."timeline_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account_id" bigint NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"kind" text NOT NULL,
	"data" jsonb DEFAULT '{}'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mailroom"."trusted_senders" (
	"user_id" text NOT NULL,
	"email" text NOT NULL,
	CONSTRAINT "trusted_senders_user_id_email_pk" PRIMARY KEY("user_id","email")
);
--> statement-breakpoint
CREATE TABLE "mailroom"."uploads" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"file_name" text NOT NULL,
	"mime_type" text NOT NULL,
	"size_bytes" integer NOT NULL,
	"hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "mailroom"."account_days" ADD CONSTRAINT "account_days_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "mailroom"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mailroom"."account_languages" ADD CONSTRAINT "account_languages_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "mailroom"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mailroom"."attachments" ADD CONSTRAINT "attachments_message_id_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "mailroom"."messages"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mailroom"."commands" ADD CONSTRAINT "commands_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "mailroom"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mailroom"."correspondents" ADD CONSTRAINT "correspondents_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "mailroom"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mailroom"."credentials" ADD CONSTRAINT "credentials_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "mailroom"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mailroom"."folders" ADD CONSTRAINT "folders_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "mailroom"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mailroom"."identities" ADD CONSTRAINT "identities_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "mailroom"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mailroom"."link_transactions" ADD CONSTRAINT "link_transactions_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "mailroom"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mailroom"."message_folders" ADD CONSTRAINT "message_folders_message_id_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "mailroom"."messages"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mailroom"."message_folders" ADD CONSTRAINT "message_folders_folder_id_folders_id_fk" FOREIGN KEY ("folder_id") REFERENCES "mailroom"."folders"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mailroom"."message_texts" ADD CONSTRAINT "message_texts_message_id_messages_id_fk" FOREIGN KEY ("message_id") REFERENCES "mailroom"."messages"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mailroom"."messages" ADD CONSTRAINT "messages_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "mailroom"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mailroom"."messages" ADD CONSTRAINT "messages_thread_id_threads_id_fk" FOREIGN KEY ("thread_id") REFERENCES "mailroom"."threads"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mailroom"."outbox" ADD CONSTRAINT "outbox_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "mailroom"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mailroom"."thread_folders" ADD CONSTRAINT "thread_folders_folder_id_folders_id_fk" FOREIGN KEY ("folder_id") REFERENCES "mailroom"."folders"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mailroom"."thread_folders" ADD CONSTRAINT "thread_folders_thread_id_threads_id_fk" FOREIGN KEY ("thread_id") REFERENCES "mailroom"."threads"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mailroom"."threads" ADD CONSTRAINT "threads_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "mailroom"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mailroom"."timeline" ADD CONSTRAINT "timeline_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "mailroom"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "accounts_identity" ON "mailroom"."accounts" USING btree ("user_id","provider","issuer","subject");--> statement-breakpoint
CREATE INDEX "accounts_email" ON "mailroom"."accounts" USING btree ("email");--> statement-breakpoint
CREATE INDEX "attachments_message" ON "mailroom"."attachments" USING btree ("message_id");--> statement-breakpoint
CREATE INDEX "changes_at" ON "mailroom"."changes" USING btree ("at");--> statement-breakpoint
CREATE INDEX "commands_pending" ON "mailroom"."commands" USING btree ("account_id","id") WHERE state = 'pending';--> statement-breakpoint
CREATE INDEX "commands_done" ON "mailroom"."commands" USING btree ("account_id","done_at") WHERE state = 'done';--> statement-breakpoint
CREATE INDEX "correspondents_search" ON "mailroom"."correspondents" USING gin ("search");--> statement-breakpoint
CREATE UNIQUE INDEX "folders_remote" ON "mailroom"."folders" USING btree ("account_id","remote_id");--> statement-breakpoint
CREATE INDEX "message_folders_list" ON "mailroom"."message_folders" USING btree ("folder_id","received_at" DESC NULLS LAST,"message_id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "message_texts_search" ON "mailroom"."message_texts" USING gin ("search") WITH (gin_pending_list_limit=512);--> statement-breakpoint
CREATE UNIQUE INDEX "messages_remote" ON "mailroom"."messages" USING btree ("account_id","remote_id");--> statement-breakpoint
CREATE INDEX "messages_thread" ON "mailroom"."messages" USING btree ("thread_id","received_at");--> statement-breakpoint
CREATE INDEX "messages_account_time" ON "mailroom"."messages" USING btree ("account_id","received_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "messages_from" ON "mailroom"."messages" USING btree ("account_id","from_email","received_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "messages_message_id" ON "mailroom"."messages" USING btree ("account_id","message_id_header");--> statement-breakpoint
CREATE INDEX "messages_structure" ON "mailroom"."messages" USING btree ("account_id","id") WHERE source_kind = 'structure';--> statement-breakpoint
CREATE INDEX "messages_source" ON "mailroom"."messages" USING btree ("source_hash");--> statement-breakpoint
CREATE INDEX "messages_unread" ON "mailroom"."messages" USING btree ("account_id","received_at" DESC NULLS LAST,"id" DESC NULLS LAST) WHERE not is_read;--> statement-breakpoint
CREATE INDEX "messages_starred" ON "mailroom"."messages" USING btree ("account_id","received_at" DESC NULLS LAST,"id" DESC NULLS LAST) WHERE is_starred;--> statement-breakpoint
CREATE UNIQUE INDEX "outbox_submission" ON "mailroom"."outbox" USING btree ("user_id","submission_id");--> statement-breakpoint
CREATE INDEX "outbox_open" ON "mailroom"."outbox" USING btree ("send_at") WHERE state in ('queued', 'sending', 'unconfirmed');--> statement-breakpoint
CREATE INDEX "outbox_account" ON "mailroom"."outbox" USING btree ("account_id","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "thread_folders_list" ON "mailroom"."thread_folders" USING btree ("folder_id","latest_at" DESC NULLS LAST,"thread_id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "thread_folders_unread" ON "mailroom"."thread_folders" USING btree ("folder_id","latest_at" DESC NULLS LAST,"thread_id" DESC NULLS LAST) WHERE is_unread;--> statement-breakpoint
CREATE UNIQUE INDEX "threads_remote" ON "mailroom"."threads" USING btree ("account_id","remote_id");--> statement-breakpoint
CREATE INDEX "timeline_account" ON "mailroom"."timeline" USING btree ("account_id","id" DESC NULLS LAST);