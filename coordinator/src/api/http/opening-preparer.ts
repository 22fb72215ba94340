import { describeError } from "@tilewright/contract/errors";
import type { ProjectId } from "@tilewright/contract/ids";
import type { FastifyInstance } from "fastify";
import { listLargestProjects } from "../../database/overview-reads.ts";
import type { ApiServices } from "../api-context.ts";

/** Kept answers are given up again as soon as their project changes: the few that people look at are enough. */
const preparedProjects = 3;

/** What a page asks first: with it connections are opened, and the schema's own code is compiled. */
const firstQuestion = `{ projects { id name tileCount completeTileCount sources { id tileCount } planes { z }
	stages { id name counts { state count } rate { finishedLastMinute meanRunSeconds } } } }`;

/** Once after the start: the first person to come waits no longer than the second. */
export class OpeningPreparer {
	readonly #server: FastifyInstance;
	readonly #services: Pick<ApiServices, "database" | "logger">;
	readonly #prepare: (projectId: ProjectId) => Promise<void>;
	#work: Promise<void> | null = null;
	#isStopped = false;

	/** `prepare` reads what the page of a project opens with. */
	constructor(
		server: FastifyInstance,
		services: Pick<ApiServices, "database" | "logger">,
		prepare: (projectId: ProjectId) => Promise<void>,
	) {
		this.#server = server;
		this.#services = services;
		this.#prepare = prepare;
	}

	start(): void {
		this.#work ??= this.#run();
	}

	/** Waits for what has begun. */
	async stop(): Promise<void> {
		this.#isStopped = true;
		await this.#work;
	}

	async #run(): Promise<void> {
		const { database, logger } = this.#services;
		try {
			await this.#server.inject({ method: "POST", url: "/graphql", payload: { query: firstQuestion } });
			for (const projectId of await listLargestProjects(database, preparedProjects)) {
				if (!this.#isStopped) await this.#prepare(projectId);
			}
		} catch (error) {
			// Whoever asks is told; here it only means that the first answer takes longer.
			logger.debug({ error: describeError(error) }, "what pages open with could not be prepared");
		}
	}
}
