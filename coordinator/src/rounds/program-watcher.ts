import type { Clock } from "@tilewright/contract/clock";
import { describeError } from "@tilewright/contract/errors";
import { ProgramHashes } from "@tilewright/contract/program-file";
import type { Logger } from "pino";
import { noteProgram } from "../editing/program-changer.ts";
import { glanceAtProgram, readProgramHash } from "../editing/program-hash.ts";
import { nameWorker, takeReports } from "./program-reports.ts";
import type { Look, ProgramReport } from "./reported-programs.ts";
import type { RoundKeeper } from "./round-keeper.ts";
import { usedScripts } from "./used-scripts.ts";

/**
 * Looks whether the scripts that stages run are still what they were: a glance at size and times every few seconds, and
 * at once when a worker reports another one; their bytes only when the glance differs. Of a script the coordinator
 * cannot see, workers' reports say what it is.
 */
const lookEveryMs = 5_000;

export class ProgramWatcher {
	readonly #rounds: RoundKeeper;
	readonly #clock: Clock;
	readonly #logger: Logger;
	readonly #hashes = new ProgramHashes();
	#timer: NodeJS.Timeout | undefined;
	#isAsked = false;
	#current: Promise<void> | undefined;

	constructor(rounds: RoundKeeper, clock: Clock, logger: Logger) {
		this.#rounds = rounds;
		this.#clock = clock;
		this.#logger = logger;
	}

	start(): void {
		this.#timer = setInterval(() => this.#ask(), lookEveryMs);
		this.#rounds.memory.programs.onWaiting = () => this.#ask();
	}

	async stop(): Promise<void> {
		this.#rounds.memory.programs.onWaiting = undefined;
		clearInterval(this.#timer);
		await this.#current;
	}

	async look(): Promise<void> {
		const { memory } = this.#rounds;
		// What comes from here on is judged by the next look.
		const reports = memory.programs.takeWaiting();
		const scripts = usedScripts(memory.stages);
		memory.programs.keepOnly(scripts);
		for (const [path, users] of scripts) {
			const startedMs = this.#clock.monotonicMs();
			const hash = await this.#hashOf(path);
			const look = memory.programs.noteLook(path, hash, startedMs);
			if (hash !== null && users.some((user) => user.hash !== hash)) {
				const stageIds = users.map((user) => user.stageId);
				await this.#rounds.submit("note a program", (transaction, effects) =>
					noteProgram(transaction, effects, { path, hash, stageIds, worker: null }),
				);
			}
			await this.#answer(
				look,
				reports.filter((report) => report.path === path),
			);
		}
	}

	async #answer({ hash, sinceMs }: Look, reports: readonly ProgramReport[]): Promise<void> {
		if (reports.length === 0) return;
		const { memory } = this.#rounds;
		await this.#rounds.submit("note reported programs", async (transaction, effects) => {
			if (hash === null) return takeReports(transaction, effects, memory, reports);
			for (const report of reports) {
				if (report.hash !== hash && report.startedAtMs >= sinceMs) nameWorker(effects, memory, report, hash);
			}
		});
	}

	#ask(): void {
		this.#isAsked = true;
		this.#current ??= this.#lookWhileAsked().finally(() => {
			this.#current = undefined;
		});
	}

	async #lookWhileAsked(): Promise<void> {
		while (this.#isAsked && !this.#rounds.isStopped) {
			this.#isAsked = false;
			try {
				await this.look();
			} catch (error) {
				if (this.#rounds.isStopped) return;
				this.#logger.warn({ error: describeError(error) }, "scripts could not be looked at; they are again soon");
			}
		}
	}

	async #hashOf(path: string): Promise<string | null> {
		const glance = await glanceAtProgram(path);
		if (glance === null) return null;
		const known = this.#hashes.get(path, glance);
		if (known !== undefined) return known;
		const nowMs = this.#clock.monotonicMs();
		const hash = await readProgramHash(path);
		if (hash !== null) this.#hashes.remember(path, glance, hash, nowMs);
		return hash;
	}
}
