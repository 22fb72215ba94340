import { randomUUID } from "node:crypto";
import { errorCodes, TilewrightError } from "@tilewright/contract/errors";
import type { ProjectId } from "@tilewright/contract/ids";
import type { MessageBus } from "@tilewright/contract/message-bus";
import { z } from "zod";
import type { Queryable } from "../database/database.ts";
import { commandBell, commandDoneBell } from "../rounds/command-carrier.ts";
import type { CommandGate, CommandKind } from "./command.ts";

/** Hands commands over as rows and waits for their answers: rings a bell, listens for one, and looks by itself. */

const waitLimitMs = 15_000;
const lookEveryMs = 300;

interface AnswerRow {
	readonly finished_at: Date | null;
	readonly result: unknown;
	readonly problem: {
		readonly code: string;
		readonly message: string;
		readonly fields: Record<string, unknown>;
	} | null;
}

export class StoredCommandGate implements CommandGate {
	readonly #database: Queryable;
	readonly #bus: MessageBus;
	readonly #waiting = new Map<string, () => void>();
	readonly #unsubscribe: () => void;

	constructor(database: Queryable, bus: MessageBus) {
		this.#database = database;
		this.#bus = bus;
		const subscription = bus.subscribe(commandDoneBell, (message) => {
			const ids: unknown = JSON.parse(Buffer.from(message.payload).toString("utf8"));
			if (Array.isArray(ids)) for (const id of ids) this.#waiting.get(String(id))?.();
		});
		this.#unsubscribe = () => subscription.unsubscribe();
	}

	async submit<Schema extends z.ZodType, Result>(
		kind: CommandKind<Schema, Result>,
		input: z.input<Schema>,
		asked: { readonly actor: string; readonly message?: string | null; readonly projectId?: ProjectId | null },
	): Promise<Result> {
		const parsed = kind.input.safeParse(input);
		if (!parsed.success) {
			throw new TilewrightError({
				code: "ARGUMENT_INVALID",
				message: `"${kind.name}" cannot be done with this input: ${z.prettifyError(parsed.error)}`,
				fields: {
					issues: parsed.error.issues.map((issue) => ({ path: issue.path.map(String), message: issue.message })),
				},
			});
		}
		const id = randomUUID();
		await this.#database.query(
			"insert into command (id, kind, input, actor, message, project_id) values ($1, $2, $3, $4, $5, $6)",
			[id, kind.name, JSON.stringify(input), asked.actor, asked.message ?? null, asked.projectId ?? null],
		);
		this.#bus.publish(commandBell, new Uint8Array());
		const answer = await this.#waitForAnswer(id, kind.name);
		if (answer.problem) {
			throw new TilewrightError({
				code: knownCode(answer.problem.code),
				message: answer.problem.message,
				fields: answer.problem.fields,
			});
		}
		// What the kind's own carryOut returned, through JSON.
		return answer.result as Result;
	}

	close(): void {
		this.#unsubscribe();
	}

	async #waitForAnswer(id: string, name: string): Promise<AnswerRow> {
		const giveUpAt = performance.now() + waitLimitMs;
		try {
			for (;;) {
				const heard = new Promise<void>((resolve) => {
					const timer = setTimeout(resolve, lookEveryMs);
					this.#waiting.set(id, () => {
						clearTimeout(timer);
						resolve();
					});
				});
				const [row] = await this.#database.query<AnswerRow>(
					"select finished_at, result, problem from command where id = $1",
					[id],
				);
				if (row?.finished_at) return row;
				if (performance.now() > giveUpAt) {
					throw new TilewrightError({
						code: "COORDINATOR_NOT_ACTIVE",
						message: `"${name}" was written down, but no coordinator has carried it out within ${waitLimitMs / 1000} s. Is a coordinator active, and can it reach the database? The command ${id} will be done as soon as one is.`,
						fields: { commandId: id },
					});
				}
				await heard;
			}
		} finally {
			this.#waiting.delete(id);
		}
	}
}

function knownCode(code: string): (typeof errorCodes)[number] {
	return errorCodes.find((known) => known === code) ?? "INTERNAL";
}
