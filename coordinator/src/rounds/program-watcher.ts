import { describeError } from "@tilewright/contract/errors";
import type { StageId } from "@tilewright/contract/ids";
import type { Logger } from "pino";
import { noteProgram } from "../editing/program-changer.ts";
import { glanceAtProgram, programPath, readProgramHash } from "../editing/program-hash.ts";
import type { RoundKeeper } from "./round-keeper.ts";

/**
 * Looks whether the scripts that stages run are still what they were: a glance at size and time every few seconds,
 * and their bytes only when these differ. A script the coordinator cannot see is left as it is known.
 */
const lookEveryMs = 5_000;

interface KnownScript {
	readonly glance: string;
	readonly hash: string | null;
}

export class ProgramWatcher {
	readonly #rounds: RoundKeeper;
	readonly #logger: Logger;
	readonly #known = new Map<string, KnownScript>();
	#timer: NodeJS.Timeout | undefined;
	#current: Promise<void> | undefined;

	constructor(rounds: RoundKeeper, logger: Logger) {
		this.#rounds = rounds;
		this.#logger = logger;
	}

	start(): void {
		this.#timer = setInterval(() => {
			this.#current ??= this.look()
				.catch((error: unknown) => {
					if (!this.#rounds.isStopped)
						this.#logger.warn({ error: describeError(error) }, "scripts could not be looked at; they are again soon");
				})
				.finally(() => {
					this.#current = undefined;
				});
		}, lookEveryMs);
	}

	async stop(): Promise<void> {
		clearInterval(this.#timer);
		await this.#current;
	}

	async look(): Promise<void> {
		for (const [path, users] of this.#usedScripts()) {
			const hash = await this.#hashOf(path);
			if (hash === null || users.every((user) => user.hash === hash)) continue;
			const stageIds = users.map((user) => user.stageId);
			await this.#rounds.submit("note a program", (transaction, effects) =>
				noteProgram(transaction, effects, { path, hash, stageIds }),
			);
		}
	}

	#usedScripts(): ReadonlyMap<string, { readonly stageId: StageId; readonly hash: string | null }[]> {
		const scripts = new Map<string, { readonly stageId: StageId; readonly hash: string | null }[]>();
		for (const project of this.#rounds.memory.stages.projects) {
			for (const { id, recipe } of project.stages) {
				const path = programPath(recipe.definition.program, recipe.repositoryLocation);
				if (path === null) continue;
				const users = scripts.get(path) ?? [];
				users.push({ stageId: id, hash: recipe.programHash });
				scripts.set(path, users);
			}
		}
		return scripts;
	}

	async #hashOf(path: string): Promise<string | null> {
		const glance = await glanceAtProgram(path);
		if (glance === null) return null;
		const known = this.#known.get(path);
		if (known?.glance === glance) return known.hash;
		const hash = await readProgramHash(path);
		this.#known.set(path, { glance, hash });
		return hash;
	}
}
