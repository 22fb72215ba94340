import { describeError, isTilewrightError } from "@tilewright/contract/errors";
import type { MessageBus } from "@tilewright/contract/message-bus";
import { subjects } from "@tilewright/contract/messages";
import type { Logger } from "pino";
import type { z } from "zod";
import type { CommandKind } from "../commands/command.ts";
import type { Queryable } from "../database/database.ts";
import type { RoundKeeper } from "./round-keeper.ts";

/*
 * Carries out what people asked for: open rows of `command`, oldest first, each a piece of work of a round.
 * A row is answered in the same transaction that does what it asks, so it is done exactly once.
 */

export const commandBell = subjects.bell("command");
export const commandDoneBell = subjects.bell("command-done");

const lookEveryMs = 5_000;
/** A command nobody carried out for so long is answered as too old instead of surprising people. */
const oldestMinutes = 10;

/** Every kind of command, whatever its input and result. */
// biome-ignore lint/suspicious/noExplicitAny: kinds of different schemas stand in one table; each checks its own input.
export type AnyCommandKind = CommandKind<z.ZodType, any>;

interface CommandRow {
	readonly id: string;
	readonly kind: string;
	readonly input: unknown;
	readonly actor: string;
	readonly message: string | null;
	readonly is_too_old: boolean;
}

export class CommandCarrier {
	readonly #rounds: RoundKeeper;
	readonly #database: Queryable;
	readonly #bus: MessageBus;
	readonly #kinds: ReadonlyMap<string, AnyCommandKind>;
	readonly #logger: Logger;
	#timer: NodeJS.Timeout | undefined;
	#unsubscribe: (() => void) | undefined;
	#isLooking = false;
	#lookAgain = false;

	constructor(options: {
		readonly rounds: RoundKeeper;
		readonly database: Queryable;
		readonly bus: MessageBus;
		readonly kinds: readonly AnyCommandKind[];
		readonly logger: Logger;
	}) {
		this.#rounds = options.rounds;
		this.#database = options.database;
		this.#bus = options.bus;
		this.#kinds = new Map(options.kinds.map((kind) => [kind.name, kind]));
		this.#logger = options.logger;
	}

	start(): void {
		const subscription = this.#bus.subscribe(commandBell, () => this.#look());
		this.#unsubscribe = () => subscription.unsubscribe();
		this.#timer = setInterval(() => this.#look(), lookEveryMs);
		this.#look();
	}

	stop(): void {
		clearInterval(this.#timer);
		this.#unsubscribe?.();
	}

	#look(): void {
		this.#lookAgain = true;
		if (this.#isLooking) return;
		this.#isLooking = true;
		void this.#carryOutAll().finally(() => {
			this.#isLooking = false;
		});
	}

	async #carryOutAll(): Promise<void> {
		while (this.#lookAgain) {
			this.#lookAgain = false;
			try {
				const rows = await this.#database.query<CommandRow>(
					`select id, kind, input, actor, message, created_at < now() - ${oldestMinutes} * interval '1 minute' as is_too_old
					from command where finished_at is null order by created_at, id limit 100`,
				);
				for (const row of rows) await this.#carryOut(row);
				if (rows.length > 0) {
					this.#bus.publish(commandDoneBell, Buffer.from(JSON.stringify(rows.map((row) => row.id))));
					this.#lookAgain = true;
				}
			} catch (error) {
				this.#logger.error({ error: describeError(error) }, "commands could not be read; they are looked at again");
				return;
			}
		}
	}

	async #carryOut(row: CommandRow): Promise<void> {
		const kind = this.#kinds.get(row.kind);
		try {
			if (row.is_too_old)
				throw new Error(`nobody carried it out for ${oldestMinutes} minutes; ask again if it is still wanted`);
			if (!kind) throw new Error(`this coordinator knows no command of kind "${row.kind}"`);
			await this.#rounds.submit(row.kind, async (transaction, effects) => {
				const { audit, ...result } = await kind.carryOut(
					{ transaction, effects, actor: row.actor, message: row.message, now: new Date() },
					kind.input.parse(row.input),
				);
				await transaction.query(
					`update command set finished_at = now(), result = $2, summary = $3, before = $4, after = $5,
						project_id = coalesce(project_id, ($2::jsonb ->> 'projectId')::int)
					where id = $1 and finished_at is null`,
					[row.id, JSON.stringify(result), audit?.summary ?? null, asJson(audit?.before), asJson(audit?.after)],
				);
			});
		} catch (error) {
			// Not ours to answer any more: the next active coordinator carries it out.
			if (this.#rounds.isStopped) return;
			const problem = isTilewrightError(error)
				? { code: error.code, message: error.message, fields: error.fields }
				: { code: "INTERNAL", message: describeError(error), fields: {} };
			await this.#database.query(
				"update command set finished_at = now(), problem = $2 where id = $1 and finished_at is null",
				[row.id, JSON.stringify(problem)],
			);
		}
	}
}

function asJson(value: unknown): string | null {
	return value === undefined ? null : JSON.stringify(value);
}
