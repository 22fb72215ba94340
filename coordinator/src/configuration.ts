import { TilewrightError } from "@tilewright/contract/errors";
import { z } from "zod";

const port = z.coerce.number().int().min(0).max(65_535);

const environmentSchema = z.object({
	TILEWRIGHT_DATABASE_URL: z.string().min(1, "expected postgres://user:password@host:5432/database"),
	TILEWRIGHT_NATS_URL: z.string().min(1, "expected nats://host:4222"),
	TILEWRIGHT_HTTP_HOST: z.string().min(1).default("127.0.0.1"),
	TILEWRIGHT_HTTP_PORT: port.default(6001),
	TILEWRIGHT_ALLOWED_HOSTS: z.string().default(""),
	TILEWRIGHT_INSTANCE_NAME: z.string().default("Tilewright"),
	TILEWRIGHT_ROLE: z.enum(["all", "api"]).default("all"),
	TILEWRIGHT_MIGRATIONS_DIR: z.string().optional(),
	TILEWRIGHT_WEB_DIR: z.string().optional(),
	TILEWRIGHT_STAGES_DIR: z.string().optional(),
	TILEWRIGHT_READY_FILE: z.string().optional(),
	TILEWRIGHT_LEASE_SECONDS: z.coerce.number().min(1).max(600).default(10),
	TILEWRIGHT_SMTP_URL: z.url({ protocol: /^smtps?$/, error: "expected smtp://user:password@host:587" }).optional(),
	TILEWRIGHT_MAIL_FROM: z.string().min(1).default("Tilewright <tilewright@localhost>"),
	TILEWRIGHT_PUBLIC_URL: z.url({ protocol: /^https?$/, error: "expected https://host" }).optional(),
	TILEWRIGHT_LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
	TILEWRIGHT_LOG_FORMAT: z.enum(["json", "pretty"]).default("json"),
});

export interface CoordinatorConfiguration {
	readonly databaseUrl: string;
	readonly natsUrl: string;
	readonly httpHost: string;
	/** 0 takes a free port. */
	readonly httpPort: number;
	/** Host names besides our own under which we may be asked for. */
	readonly allowedHosts: readonly string[];
	readonly instanceName: string;
	/** `api` serves people and never becomes the active coordinator. */
	readonly role: "all" | "api";
	readonly migrationsDirectory: string | undefined;
	readonly webDirectory: string | undefined;
	readonly stagesDirectory: string | undefined;
	/** Written once the API serves: `{"url", "pid"}`. */
	readonly readyFile: string | undefined;
	readonly leaseDurationMs: number;
	/** Where mail is handed in; null tells nobody by mail. */
	readonly mail: { readonly smtpUrl: string; readonly from: string } | null;
	/** Where people reach the page, for links in messages. */
	readonly publicUrl: string | null;
	readonly logLevel: string;
	readonly logFormat: "json" | "pretty";
}

/** Throws CONFIGURATION_INVALID that names every wrong variable, its value and what was expected. */
export function readConfiguration(environment: Readonly<Record<string, string | undefined>>): CoordinatorConfiguration {
	const parsed = environmentSchema.safeParse(environment);
	if (!parsed.success) {
		const problems = parsed.error.issues.map((issue) => {
			const name = String(issue.path[0]);
			const value = environment[name];
			const shown = value === undefined ? "is not set" : `is "${name.endsWith("_URL") ? "…" : value}"`;
			return `${name} ${shown}: ${issue.message}`;
		});
		throw new TilewrightError({
			code: "CONFIGURATION_INVALID",
			message: `The coordinator's configuration is not usable. ${problems.join("; ")}. See the configuration table in the README.`,
			fields: { problems },
		});
	}
	const values = parsed.data;
	return {
		databaseUrl: values.TILEWRIGHT_DATABASE_URL,
		natsUrl: values.TILEWRIGHT_NATS_URL,
		httpHost: values.TILEWRIGHT_HTTP_HOST,
		httpPort: values.TILEWRIGHT_HTTP_PORT,
		allowedHosts: values.TILEWRIGHT_ALLOWED_HOSTS.split(",")
			.map((host) => host.trim())
			.filter((host) => host !== ""),
		instanceName: values.TILEWRIGHT_INSTANCE_NAME,
		role: values.TILEWRIGHT_ROLE,
		migrationsDirectory: values.TILEWRIGHT_MIGRATIONS_DIR,
		webDirectory: values.TILEWRIGHT_WEB_DIR,
		stagesDirectory: values.TILEWRIGHT_STAGES_DIR,
		readyFile: values.TILEWRIGHT_READY_FILE,
		leaseDurationMs: values.TILEWRIGHT_LEASE_SECONDS * 1000,
		mail:
			values.TILEWRIGHT_SMTP_URL === undefined
				? null
				: { smtpUrl: values.TILEWRIGHT_SMTP_URL, from: values.TILEWRIGHT_MAIL_FROM },
		publicUrl: values.TILEWRIGHT_PUBLIC_URL ?? null,
		logLevel: values.TILEWRIGHT_LOG_LEVEL,
		logFormat: values.TILEWRIGHT_LOG_FORMAT,
	};
}
